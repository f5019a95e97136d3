"""Print a constraint for the lowest version of every direct dependency that pyproject.toml allows."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

BOUND = re.compile(r"([\w.-]+)(?:\[[^]]*])?\s*>=\s*([\w.]+)")


def constraints(pyproject: str) -> Iterator[str]:
    """The constraints of a pyproject's text, each once."""
    project = tomllib.loads(pyproject)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    found = (BOUND.match(requirement) for group in groups for requirement in group)
    yield from dict.fromkeys(f"{match[1]}=={match[2]}" for match in found if match)


if __name__ == "__main__":
    print("\n".join(constraints(Path("pyproject.toml").read_text("utf-8"))))
