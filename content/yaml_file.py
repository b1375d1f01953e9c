"""YAML with line numbers and without surprises.

Plain YAML turns `no` into false, `01` into 1 and `12:30` into 750, and keeps the last of two equal
keys. An author cannot see that, so all of it is an error here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from content.problems import Problem, problem

__all__ = ["Document", "Location", "parse"]

Location = tuple[str | int, ...]

DEPTH = 8  # twice as deep as any file of ours

_INTEGER = re.compile(r"0|[1-9][0-9]*")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOOLEANS = {"true": True, "false": False}


@dataclass(slots=True)
class Document:
    """Values of one file, and on which line each of them stands."""

    file: str
    value: object = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """The line of a value; of the nearest thing around it when the value itself is missing."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def name(self, location: Location) -> str:
        """The location as an author says it: list entries by id, else by number from 1."""
        words, value = "", self.value
        for part in location:
            value = _inside(value, part)
            if isinstance(part, int):
                known = value.get("id") if isinstance(value, Mapping) else None
                words += f"[{known or part + 1}]"
            else:
                words += f".{part}" if words else part
        return words or "-"

    def fault(self, code: str, location: Location, **values: object) -> Problem:
        """Word a fault of the value at `location`."""
        return problem(code, self.file, self.line(location), self.name(location), **values)


def parse(text: str, file: str, *, above: int = 0) -> Document:
    """Read one YAML text. `above` is the number of lines that stand before it in the file."""
    document = Document(file)
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + above if error.problem_mark else 1
        document.problems.append(problem("yaml", file, line, "-"))
        return document
    except yaml.YAMLError:
        document.problems.append(problem("hidden_character", file, 1 + above, "-"))
        return document
    if node is None:
        document.problems.append(problem("empty_file", file, 1, "-"))
        return document
    walk = _Walk(document, above)
    document.value = walk.value(node, ())
    # Worded last: the name of a place needs the ids of the whole file.
    document.problems += [walk.worded(fault) for fault in walk.faults]
    return document


class _Walk:
    """Turns nodes into values, noting lines and faults on the way."""

    def __init__(self, document: Document, above: int) -> None:
        self.document = document
        self.above = above
        self.seen: set[int] = set()
        self.faults: list[tuple[str, Location, int, str]] = []

    def value(self, node: yaml.Node, location: Location) -> object:
        line = node.start_mark.line + 1 + self.above
        self.document.lines.setdefault(location, line)
        if len(location) > DEPTH:
            self._fault("too_deep", location, line)
            return None
        if id(node) in self.seen:
            # An alias can make a small file grow without end, and no lesson needs one.
            self._fault("alias", location, line)
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*location, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, location, line)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            line = key_node.start_mark.line + 1 + self.above
            inner = (*location, key)
            if key in result:
                self._fault("duplicate_key", inner, line)
            self.document.lines[inner] = line
            result[key] = self.value(value_node, inner)
        return result

    def _scalar(self, node: yaml.Node, location: Location, line: int) -> object:
        text, kind = str(node.value), node.tag.rpartition(":")[2]
        if kind == "str":
            return text
        if kind == "bool" and text in _BOOLEANS:
            return _BOOLEANS[text]
        if kind == "int" and _INTEGER.fullmatch(text):
            return int(text)
        if kind == "timestamp" and _DATE.fullmatch(text):
            return self._date(text, location, line)
        if kind == "null" and not text:
            self._fault("empty_value", location, line)
        else:
            self._fault("ambiguous", location, line, text)
        return text

    def _date(self, text: str, location: Location, line: int) -> object:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self._fault("no_such_day", location, line, text)
            return text

    def worded(self, fault: tuple[str, Location, int, str]) -> Problem:
        code, location, line, text = fault
        name = self.document.name(location)
        return problem(code, self.document.file, line, name, value=text)

    def _fault(self, code: str, location: Location, line: int, text: str = "") -> None:
        self.faults.append((code, location, line, text))


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None
