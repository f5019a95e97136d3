"""Policies from YAML: by a shipped name or by path, with what they extend, refused with every problem at once."""

from __future__ import annotations

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


class _Source(Protocol):
    """A file in the file system or in a package."""

    @property
    def name(self) -> str: ...
    def read_bytes(self) -> bytes: ...


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


def names() -> list[str]:
    """The names of the shipped policies."""
    entries = files("guardrail_policies").iterdir()
    return sorted(entry.name.removesuffix(".yaml") for entry in entries if entry.name.endswith(".yaml"))


def _find(policy: str, folder: Path) -> _Source | None:
    if policy in names():
        return files("guardrail_policies") / f"{policy}.yaml"
    path = Path(normpath(folder / policy))
    return path if path.exists() else None


def _resolve(source: _Source, below: tuple[str, ...]) -> tuple[Policy | None, list[Problem], Document]:
    own = _read(source)
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


def _read(source: _Source) -> Document:
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
