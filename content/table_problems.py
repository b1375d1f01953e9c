"""Words for what is wrong in a table that somebody sent."""

from collections.abc import Iterable

from content.render import Texts
from domain.table import Problem

__all__ = ["lines_of", "said"]


def lines_of(
    texts: Texts, problems: Iterable[Problem], columns: str = "roster_column"
) -> list[str]:
    """Each problem as one line of text, with the number of its line in the file."""
    return [said(texts, problem, columns) for problem in problems]


def said(texts: Texts, problem: Problem, columns: str = "roster_column") -> str:
    """One problem in words. `columns` is the section of labels that names the columns."""
    values = dict(problem.values)
    names = texts.labels(columns)
    if isinstance(missing := values.get("missing"), tuple):
        values["missing"] = ", ".join(names.get(str(key), str(key)) for key in missing)
    if (key := str(values.get("column", ""))) in names:
        values["column"] = names[key]
    text = texts.label(f"table_problem.{problem.code}", **values)
    if problem.line:
        return texts.label("table_problem.at_line", line=problem.line, text=text)
    return text
