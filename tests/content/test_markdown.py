"""The little Markdown of steps."""

from content.markdown import inline, steps


def test_a_step_holds_text_plainer_text_and_a_picture() -> None:
    body = "## mot\n\nMột **hai** *ba*.\n\n> Một.\n\n![hình](pictures/a.png)\n"
    (step,), problems = steps(body, "lesson.md", above=10)
    assert (step.id, step.line, step.picture_line) == ("mot", 11, 17)
    assert step.text == ["Một <b>hai</b> <i>ba</i>."]
    assert step.plain == ["Một."]
    assert step.picture is not None
    assert problems == []


def test_a_broken_line_of_the_file_is_not_a_broken_line_of_the_text() -> None:
    (step,), _ = steps("## mot\n\nMột\nhai.\n", "lesson.md", above=0)
    assert step.text == ["Một hai."]


def test_a_safe_link_keeps_its_address() -> None:
    text, problems = inline('[xem](https://a.test/?x=1&y="2")', "f", 1, "why")
    assert text == '<a href="https://a.test/?x=1&amp;y=%222%22">xem</a>'
    assert problems == []


def test_html_never_gets_through() -> None:
    text, problems = inline("<b>xin</b> & chào", "f", 1, "why")
    assert text == "&lt;b&gt;xin&lt;/b&gt; &amp; chào"
    assert [problem.code for problem in problems] == ["markup_sign"]


def test_what_a_chat_cannot_show_is_named() -> None:
    for body in ("# To", "```\nx\n```", "1. một", "---", "> > sâu\n\n- a"):
        _, problems = steps(f"## mot\n\n{body}\n", "lesson.md", above=0)
        assert "markdown" in {problem.code for problem in problems}, body


def test_several_paragraphs_stay_apart() -> None:
    text, _ = inline("Một.\n\nHai.", "f", 1, "why")
    assert text == "Một.\n\nHai."
