"""The error tree. Everything the guard raises on purpose is a GuardrailError.

GuardrailError
├── ConfigurationError          something is wrong before any traffic
│   ├── PolicyError             a policy file, with every problem at file:line:column
│   ├── RuleError               a rule pack, likewise
│   ├── ModelError              a model file that is missing or damaged, with the hash it should have
│   └── MissingExtra            an optional dependency is not installed; names the extra
├── InputError                  a message, reply or item that does not have the documented shape
│   ├── ItemError               one line of an items file, named by file:line
│   └── Unreadable              a reply that the guard does not judge (no prose, another language), with the reason
│       └── Unfinished          a response whose reply is still to come
├── JudgingError                a detector did not come to a result
└── AskError                    the upstream model could not be asked for a better reply
    └── AskTimeout              it did not answer within the policy's deadline
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class GuardrailError(Exception):
    """Base of every error that the guard raises on purpose."""


class ConfigurationError(GuardrailError):
    """Something is wrong before any traffic."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a configuration file, in the words a person needs to mend it.

    `line` and `column` count from 1. `field` is the dotted path (`modes.emotional_attenuation.threshold`).
    """

    file: str
    line: int
    column: int
    field: str
    found: str
    allowed: str
    nearest: str = ""

    def __str__(self) -> str:
        hint = f"; did you mean {self.nearest!r}?" if self.nearest else ""
        where = f"{self.file}:{self.line}:{self.column}"
        return f"{where}: {self.field or '(file)'}: found {self.found}; allowed: {self.allowed}{hint}"


class PolicyError(ConfigurationError):
    """A policy file was refused; `problems` holds all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class RuleError(PolicyError):
    """A rule pack was refused; `problems` holds all that is wrong with it."""


class ModelError(ConfigurationError):
    """A model file that ships with the package is missing or is not the one that was made.

    `expected` is its SHA-256 in hexadecimal, "" where none is known.
    """

    def __init__(self, file: Path, expected: str, found: str) -> None:
        self.file = file
        self.expected = expected
        self.found = found
        allowed = f"; allowed: the file with sha256 {expected}" if expected else ""
        super().__init__(f"{file.name}: found {found}{allowed}; install empathy-guardrail again")


class MissingExtra(ConfigurationError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(f"{package} is not installed: pip install 'empathy-guardrail[{extra}]'")


class InputError(GuardrailError):
    """A message, reply or item that does not have the documented shape."""


class ItemError(InputError):
    """One line of an items file that cannot be read."""

    def __init__(self, file: str, line: int, found: str) -> None:
        self.file = file
        self.line = line
        self.found = found
        super().__init__(f"{file}:{line}: {found}")


class Unreadable(InputError):
    """A reply that the guard does not judge; the message is the reason."""


class Unfinished(Unreadable):
    """A response whose reply is still to come: there is nothing to judge, and nothing to record, yet."""


class JudgingError(GuardrailError):
    """A detector did not come to a result."""


class AskError(GuardrailError):
    """The upstream model could not be asked for a better reply."""


class AskTimeout(AskError):
    """The upstream model did not answer within the policy's deadline."""
