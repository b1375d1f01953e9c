"""Words for what is wrong in a table that somebody sent."""

from collections.abc import Iterable, Mapping

from content.numbers import told
from content.render import Texts
from domain.table import Problem

__all__ = ["lines_of", "said", "unread_words"]


def lines_of(
    texts: Texts, problems: Iterable[Problem], columns: str = "roster_column"
) -> list[str]:
    """Each problem as one line of text, with the number of its line in the file."""
    return [said(texts, problem, columns) for problem in problems]


def said(texts: Texts, problem: Problem, columns: str = "roster_column") -> str:
    """One problem in words. `columns` is the section of labels that names the columns."""
    names = texts.labels(columns)
    values = {key: _word(value, names) for key, value in problem.values.items()}
    if (key := str(values.get("column", ""))) in names:
        values["column"] = names[key]
    text = texts.label(f"table_problem.{problem.code}", **values)
    if problem.line:
        return texts.label("table_problem.at_line", line=problem.line, text=text)
    return text


def unread_words(texts: Texts, unread: Iterable[tuple[str, str]]) -> list[str]:
    """Headings that were not understood, each with the column of a roster that it is like."""
    names = texts.labels("roster_column")
    return [
        texts.label("roster_heading.unread_near", heading=heading, column=names[key])
        if key
        else heading
        for heading, key in unread
    ]


def _word(value: object, names: Mapping[str, str]) -> object:
    """A value as people write it: columns by their names, days as day, month and year."""
    if isinstance(value, tuple):
        return ", ".join(str(_word(names.get(str(each), each), {})) for each in value)
    return told(value)
