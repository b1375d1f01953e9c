"""Words what pydantic finds wrong with a file, with place and mend."""

from difflib import get_close_matches

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from content.problems import Problem
from content.yaml_file import Document, Location

__all__ = ["fault"]

# What pydantic calls a fault, and what we call it.
_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "string_type": "not_text",
    "int_type": "not_number",
    "float_type": "not_share",
    "float_parsing": "not_share",
    "bool_type": "not_bool",
    "date_type": "not_date",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "string_pattern_mismatch": "bad_form",
    "literal_error": "not_in_list",
    "enum": "not_in_list",
    "too_long": "too_many",
    "too_short": "too_few",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
}


def fault(document: Document, model: type[BaseModel], details: ErrorDetails) -> Problem:
    """Word a fault found by pydantic."""
    location: Location = details["loc"]
    context = dict(details.get("ctx", {}))
    code = _CODES.get(details["type"], "bad_shape")
    limit = next(
        (context[key] for key in ("max_length", "min_length", "ge", "le") if key in context), ""
    )
    value = details["input"]
    size = len(value) if isinstance(value, str | list) else value
    known = [*model.model_fields, *(name for part in _parts(model) for name in part.model_fields)]
    near = get_close_matches(str(location[-1]) if location else "", known, n=1)
    return document.fault(
        code,
        location,
        value=value,
        limit=f"{limit:g}" if isinstance(limit, float) else limit,
        size=size,
        expected=str(context.get("expected", "")).replace(" or ", ", ").replace("'", ""),
        near=" ".join(near),
    )


def _parts(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The models of the entries inside a file; their field names serve as suggestions."""
    arguments = [
        inner
        for info in model.model_fields.values()
        for inner in getattr(info.annotation, "__args__", ())
    ]
    parts = [
        inner for inner in arguments if isinstance(inner, type) and issubclass(inner, BaseModel)
    ]
    return [*parts, *(deeper for part in parts for deeper in _parts(part))]
