"""Policies from YAML: by a shipped name or by path, with what they extend, refused with every problem at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files
from os.path import normpath, realpath
from pathlib import Path
from typing import Protocol

from guardrail.errors import PolicyError, Problem
from guardrail.policy import wording
from guardrail.policy.document import Document, Mark, read_document
from guardrail.policy.schema import Policy
from guardrail.policy.validate import inspect

_OWN = ("name", "description", "extends")  # what a policy says about itself and does not inherit


class Source(Protocol):
    """A file in the file system or in a package."""

    def read_bytes(self) -> bytes:
        """All of it."""


def load(policy: str) -> Policy:
    """A shipped policy by name ("support"), or a policy file by path.

    Raises PolicyError with every problem of the file and of those it extends, each at file:line:column.
    """
    loaded, problems = check(policy)
    if loaded is None:
        raise PolicyError(problems)
    return loaded


def check(policy: str) -> tuple[Policy | None, list[Problem]]:
    """The policy that `load` gives, or None and all that is wrong with it."""
    source = _find(policy, Path())
    if source is None:
        return None, [_unknown(Mark(policy), (), policy)]
    return _resolve(source, ())[:2]


def located(policy: str, problems: Iterable[Problem]) -> list[Problem]:
    """The problems of the rules that a policy arms; what the policy names gets its place in the policy's file."""
    source = _find(policy, Path())
    document = _resolve(source, ())[2] if source else Document(policy)
    return [_placed(document, problem) for problem in problems]


def _placed(document: Document, problem: Problem) -> Problem:
    path = tuple(problem.field.split("."))
    if path not in (("rules", "packs"), ("rules", "disable")):
        return problem
    mark = document.value(path)
    return replace(problem, file=mark.file, line=mark.line, column=mark.column)


def names() -> list[str]:
    """The names of the shipped policies."""
    entries = files("guardrail_policies").iterdir()
    return sorted(entry.name.removesuffix(".yaml") for entry in entries if entry.name.endswith(".yaml"))


def _find(policy: str, folder: Path) -> Source | None:
    if policy in names():
        return files("guardrail_policies") / f"{policy}.yaml"
    path = Path(normpath(folder / policy))
    return path if path.exists() else None


def _resolve(source: Source, below: tuple[str, ...]) -> tuple[Policy | None, list[Problem], Document]:
    own = read_file(source)
    parent, problems = _parent(own, (*below, realpath(own.file)))
    named = replace(own, data={"name": Path(own.file).stem, **own.data})
    document = named.over(parent)
    valid, wrong = inspect(Policy, document)
    everything = list(dict.fromkeys([*problems, *wrong]))
    return (None if everything else valid), everything, document


def _parent(own: Document, chain: tuple[str, ...]) -> tuple[Document, list[Problem]]:
    """What the policy extends, without what a policy says about itself."""
    nothing = Document(own.file)
    wanted = own.data.get("extends")
    if not isinstance(wanted, str) or not wanted:
        return nothing, []
    mark = own.value(("extends",))
    source = _find(wanted, Path(own.file).parent)
    if source is None:
        return nothing, [_unknown(mark, ("extends",), wanted)]
    if realpath(str(source)) in chain:
        circle = " extends ".join(Path(file).name for file in (*chain, str(source)))
        return nothing, [mark.problem(("extends",), f"a circle: {circle}", "a policy that does not extend this one")]
    _, problems, document = _resolve(source, chain)
    return replace(document, data={key: document.data[key] for key in document.data if key not in _OWN}), problems


def read_file(source: Source) -> Document:
    """The document in a file; one that cannot be read holds the problem. Never raises for the content."""
    file = str(source)
    try:
        return read_document(source.read_bytes().decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        wrong = Mark(file).problem((), f"no UTF-8 at byte {error.start}", "text in UTF-8")
    except OSError as error:
        wrong = Mark(file).problem((), f"an unreadable file: {error.strerror}", "a readable file")
    return Document(file, problems=(wrong,))


def _unknown(mark: Mark, path: tuple[str, ...], name: str) -> Problem:
    shipped = names()
    allowed = f"{', '.join(shipped)}, or the path of a file"
    return mark.problem(path or ("policy",), f"no policy {name!r}", allowed, wording.nearest(name, shipped))
