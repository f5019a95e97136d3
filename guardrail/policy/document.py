"""YAML files whose every value knows where it stands, so that what is wrong can be named at file:line:column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import yaml

from guardrail.errors import Problem

Path = tuple[str | int, ...]

_PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}
_BASE: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Loader(_BASE):  # type: ignore[misc]  # the base is chosen when the module is loaded
    """PyYAML's safe loader, where `off`, `on`, `yes` and `no` are words, and dates are text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag in _PLAIN and not tag.endswith(":bool")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file; `line` and `column` count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def problem(self, path: Path, found: str, allowed: str, nearest: str = "") -> Problem:
        """A Problem at this place."""
        return Problem(self.file, self.line, self.column, dotted(path), found, allowed, nearest)


@dataclass(frozen=True)
class Document:
    """What a YAML file says, and where it says it.

    `keys` and `values` give the place of each path (`("modes", "conflict_avoidance", "threshold")`; list items by their
    index). `problems` holds what is wrong before any schema is asked: syntax, doubled keys, foreign tags.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    keys: Mapping[Path, Mark] = field(default_factory=dict, repr=False)
    values: Mapping[Path, Mark] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()

    def key(self, path: Path) -> Mark:
        """The place of a path's key, or of the nearest key around it."""
        return next((self.keys[part] for part in _outwards(path) if part in self.keys), Mark(self.file))

    def value(self, path: Path) -> Mark:
        """The place of a path's value, or of the nearest key around it."""
        return self.values.get(path) or self.key(path)

    def over(self, parent: Document) -> Document:
        """This document laid over its parent: mappings are merged, everything else is replaced."""
        return Document(
            self.file,
            _merged(parent.data, self.data),
            {**parent.keys, **self.keys},
            {**parent.values, **self.values},
            self.problems,
        )


def dotted(path: Path) -> str:
    """A path in the form people read: `modes.conflict_avoidance.threshold`, `rules[2].id`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def read_document(text: str, file: str) -> Document:
    """Read a YAML file's text; `file` is the name that problems are reported under. Never raises for the content."""
    try:
        root = _Loader(text).get_single_node()
    except yaml.YAMLError as error:
        return Document(file, problems=(_syntax(error, text, file),))
    reader = _Reader(file)
    data = {} if root is None else reader.read(root, ())
    if not isinstance(data, dict):
        wrong = Mark(file).problem((), type(data).__name__, "a mapping (lines of `key: value`)")
        return Document(file, problems=(wrong, *reader.problems))
    return Document(file, data, reader.keys, reader.values, tuple(reader.problems))


class _Reader:
    """One walk over a file's nodes, which notes places and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[Path, Mark] = {}
        self.values: dict[Path, Mark] = {}
        self.problems: list[Problem] = []
        self.open: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.values[path] = self._mark(node)
        self.keys.setdefault(path, self.values[path])
        if id(node) in self.open:
            return self._refuse(node, path, "an alias of what stands around it", "a value of its own")
        self.open.add(id(node))
        try:
            return self._content(node, path)
        finally:
            self.open.discard(id(node))

    def _content(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, path, "a list or mapping as a key", "text as a key")
            elif key.value in content:
                first = self.keys[*path, key.value].line
                self._refuse(key, (*path, key.value), f"the key a second time (first on line {first})", "each key once")
            else:
                self.keys[*path, key.value] = self._mark(key)
                content[key.value] = self.read(value, (*path, key.value))
        return content

    def _scalar(self, node: yaml.Node, path: Path) -> Any:
        if node.tag not in _PLAIN:
            return self._refuse(node, path, f"the tag {node.tag}", "plain values without a tag")
        try:
            return _Loader("").construct_object(node)
        except (yaml.YAMLError, ValueError):
            return self._refuse(node, path, repr(node.value), f"a value of the tag {node.tag}")

    def _refuse(self, node: yaml.Node, path: Path, found: str, allowed: str) -> None:
        self.problems.append(self._mark(node).problem(path, found, allowed))

    def _mark(self, node: yaml.Node) -> Mark:
        return Mark(self.file, node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax(error: yaml.YAMLError, text: str, file: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = Mark(file, error.problem_mark.line + 1, error.problem_mark.column + 1)
        words = [error.context, error.problem]
    else:
        before = text[: getattr(error, "position", 0)]
        mark = Mark(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        words = [getattr(error, "reason", str(error))]
    return mark.problem((), f"no YAML: {', '.join(word for word in words if word)}", "YAML")


def _outwards(path: Path) -> Iterator[Path]:
    return (path[:length] for length in range(len(path), 0, -1))


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = {key: _merged(below[key], above[key]) for key in above if _mappings(below.get(key), above[key])}
    return {**below, **above, **both}


def _mappings(*values: Any) -> bool:
    return all(isinstance(value, dict) for value in values)


def to_yaml(data: Any) -> str:
    """Plain data as a YAML file that `read_document` reads back."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    return text
