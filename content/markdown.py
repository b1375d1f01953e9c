"""The little Markdown that steps are written in, turned into the tags b, i and a.

A step is a heading with its id, its text, the plainer text as a quotation, and at most one picture
on a line of its own:

    ## man-hinh
    Text with **bold**, *italic* and [a link](https://...).

    > The same in plainer words.

    ![What the picture shows](pictures/name.png)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from content.problems import Problem, problem
from domain.curriculum import Picture

__all__ = ["StepText", "inline", "steps"]

_TAGS = {
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "link_close": "</a>",
}
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


@dataclass(slots=True)
class StepText:
    """A step as read; `line` is that of its heading."""

    id: str
    line: int
    text: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    picture: Picture | None = None
    picture_line: int = 0


def inline(text: str, file: str, line: int, name: str) -> tuple[str, list[Problem]]:
    """Paragraphs as tagged text; for the prose in the head of a lesson."""
    parts: list[str] = []
    problems: list[Problem] = []
    for token in _parser().parse(text):
        if token.type == "inline":
            tagged, faults = _tagged(token, file, line, name)
            parts.append(tagged)
            problems += faults
        elif token.type not in {"paragraph_open", "paragraph_close"}:
            problems.append(problem("markdown", file, line, name, what=token.tag or token.type))
    return "\n\n".join(parts), problems


def steps(body: str, file: str, *, above: int) -> tuple[list[StepText], list[Problem]]:
    """All steps of a lesson's body. `above` counts the lines that stand before it in the file."""
    found: list[StepText] = []
    problems: list[Problem] = []
    for block, token, line in _blocks(body, above):
        if block == "step":
            found.append(StepText(token.content.strip(), line))
        elif not found:
            problems.append(problem("outside_step", file, line, "steps"))
        elif block in {"text", "plain"}:
            problems += _add(found[-1], block, token, file, line)
        else:
            problems.append(problem("markdown", file, line, f"steps[{found[-1].id}]", what=block))
    return found, problems


def _blocks(body: str, above: int) -> Iterator[tuple[str, Token, int]]:
    """Each block of the body: its kind, the token with its words, its line in the file."""
    quoted = heading = False
    for token in _parser().parse(body):
        line = (token.map[0] if token.map else 0) + 1 + above
        if token.type == "inline":
            yield "step" if heading else "plain" if quoted else "text", token, line
        elif token.type.startswith("blockquote"):
            quoted = token.nesting > 0
        elif token.type.startswith("heading") and token.tag == "h2":
            heading = token.nesting > 0
        elif not token.type.startswith("paragraph") and token.nesting >= 0:
            yield token.tag or token.type, token, line


def _add(step: StepText, block: str, token: Token, file: str, line: int) -> list[Problem]:
    """Put a paragraph or a picture into the step."""
    children = token.children or []
    if block == "text" and len(children) == 1 and children[0].type == "image":
        if step.picture:
            return [problem("second_picture", file, line, f"steps[{step.id}].picture")]
        image = children[0]
        step.picture = Picture(str(image.attrs.get("src", "")), image.content)
        step.picture_line = line
        return []
    tagged, problems = _tagged(token, file, line, f"steps[{step.id}].{block}")
    (step.text if block == "text" else step.plain).append(tagged)
    return problems


def _tagged(token: Token, file: str, line: int, name: str) -> tuple[str, list[Problem]]:
    """Words with the tiny tags; what no channel can show is a fault."""
    words: list[str] = []
    problems: list[Problem] = []
    for child in token.children or []:
        if child.type in {"text", "text_special"}:
            words.append(escape(child.content, quote=False))
        elif child.type in _BREAKS:
            words.append(_BREAKS[child.type])
        elif child.type in _TAGS:
            words.append(_TAGS[child.type])
        elif child.type == "link_open" and str(child.attrs.get("href", "")).startswith("https://"):
            words.append(f'<a href="{escape(str(child.attrs["href"]))}">')
        elif child.type == "link_open":
            problems.append(problem("link", file, line, name, url=child.attrs.get("href", "")))
        else:
            problems.append(problem("markdown", file, line, name, what=child.tag or child.type))
    if "<" in token.content:
        problems.append(problem("markup_sign", file, line, name, sign="<"))
    return "".join(words), problems


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
