"""A document against a pydantic model: the model, or every problem at its place in the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import reduce
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from guardrail.errors import PolicyError, Problem
from guardrail.policy import wording
from guardrail.policy.document import Document, Path
from guardrail.policy.impossible import Impossible

Model = TypeVar("Model", bound=BaseModel)


def validate(model: type[Model], document: Document, error: type[PolicyError] = PolicyError) -> Model:
    """The document as a `model`. Raises `error` with all of the document's problems, in the order of the file."""
    valid, problems = inspect(model, document)
    if valid is None:
        raise error(problems)
    return valid


def inspect(model: type[Model], document: Document) -> tuple[Model | None, list[Problem]]:
    """The document as a `model`, or None and what is wrong, in the order of the file.

    Values are taken strictly: a number in quotes is text, and 1 is not `true`.
    """
    if document.problems and not document.data:
        return None, list(document.problems)
    try:
        valid = model.model_validate_json(json.dumps(document.data), strict=True)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        found = (problem for item in errors for problem in _problems(model, document, dict(item)))
        problems = dict.fromkeys([*document.problems, *found])
        return None, sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column))
    return (None if document.problems else valid), list(document.problems)


def _problems(model: type[BaseModel], document: Document, error: dict[str, Any]) -> Iterator[Problem]:
    cause = error.get("ctx", {}).get("error")
    if not isinstance(cause, Impossible):
        yield _problem(model, document, error)
        return
    for path, allowed in cause.allowed.items():
        value = reduce(lambda data, part: data[part], path, document.data)
        yield document.value(path).problem(path, wording.found(value), allowed)


def _problem(model: type[BaseModel], document: Document, error: dict[str, Any]) -> Problem:
    path = _in_file(error["loc"], document.data)
    if "discriminator" in error.get("ctx", {}):
        path = (*path, error["ctx"]["discriminator"].strip("'"))
        error = {**error, "input": error["ctx"].get("tag")}
    if error["type"] == "extra_forbidden":
        return _unknown(document, path, sorted(_names(model, path[:-1])))
    if error["type"] in ("missing", "union_tag_not_found"):
        return document.key(path[:-1]).problem(path, "nothing", "a value: this field is required")
    field = _field(model, path)
    allowed = wording.allowed(error, field.metadata if field else ())
    near = wording.nearest(error["input"], wording.options(error))
    return document.value(path).problem(path, wording.found(error["input"]), allowed, near)


def _unknown(document: Document, path: Path, fields: list[str]) -> Problem:
    found = f"the unknown key {path[-1]!r}"
    return document.key(path).problem(path, found, ", ".join(fields), wording.nearest(path[-1], fields))


def _in_file(location: Path, data: Any) -> Path:
    """A pydantic location without the parts that only pydantic knows (the tags of unions)."""
    path: list[str | int] = []
    for index, part in enumerate(location):
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        elif index < len(location) - 1:
            continue
        path.append(part)
    return tuple(path)


def _names(annotation: Any, path: Path) -> set[str]:
    return {name for model in _models(annotation, path) for name in _fields(model)}


def _field(model: type[BaseModel], path: Path) -> FieldInfo | None:
    """The field that a path names, or whose list or mapping it leads into."""
    named = [_fields(model).get(str(path[-1])) for model in _models(model, path[:-1])] if path else []
    return next((field for field in named if field is not None), None)


def _models(annotation: Any, path: Path) -> Iterator[type[BaseModel]]:
    """The models that may stand at a path below an annotation."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        inner = path if _is_union(annotation) else path[1:]
        for argument in get_args(annotation):
            yield from _models(argument, inner)
    elif not path:
        yield annotation
    elif path[0] in _fields(annotation):
        yield from _models(_fields(annotation)[str(path[0])].annotation, path[1:])


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields by the names they have in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _is_union(annotation: Any) -> bool:
    return not isinstance(getattr(annotation, "__origin__", None), type)
