"""Tiny tags become HTML; everything else stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.markup import paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Chào bác", "<p>Chào bác</p>"),
        ("một\nhai\n\nba", "<p>một<br>hai</p><p>ba</p>"),
        ("<b>đậm</b> <i>nghiêng</i>", "<p><b>đậm</b> <i>nghiêng</i></p>"),
        ("1 &lt; 2 &amp; 3", "<p>1 &lt; 2 &amp; 3</p>"),
        (
            '<a href="https://vneid.gov.vn">VNeID</a>',
            '<p><a href="https://vneid.gov.vn" rel="noopener noreferrer">VNeID</a></p>',
        ),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ("<script>alert(1)</script>", "<p>alert(1)</p>"),
        ('<img src=x onerror="alert(1)">', ""),
        ("<b onclick='x'>b", "<p><b>b</b></p>"),
        ("<b><i>a</b>b", "<p><b><i>a</i></b>b</p>"),
        ("</b></p>", ""),
        ("", ""),
    ],
)
def test_only_the_tiny_tags_stay(text: str, html: str):
    assert paragraphs(text) == html


@given(st.text(alphabet="ab<>/\"'= i&;!-\n", max_size=60))
def test_nothing_else_ever_becomes_a_tag(text: str):
    html = str(paragraphs(text))
    for tag in ("<p>", "</p>", "<br>", "<b>", "</b>", "<i>", "</i>"):
        html = html.replace(tag, "")
    assert "<" not in html
