"""All perturbations by name: what may change about an item though a careful reader would judge it the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from guardrail.bench.items import Item
from guardrail.bench.perturbations import casing, identity, markdown, marks, nations, paraphrase, typos

Perturb = Callable[[Item, Random], Item | None]

_ALL: tuple[Perturb, ...] = (
    typos.typos_person,
    typos.typos_reply,
    casing.lower_case,
    casing.upper_case,
    casing.no_sentence_case,
    marks.emoji_person,
    marks.emoji_reply,
    marks.no_punctuation,
    marks.typography,
    paraphrase.paraphrase,
    markdown.bold,
    markdown.bullets,
    markdown.heading,
    markdown.no_markdown,
    identity.culture,
    identity.gender,
    identity.culture_and_gender,
    nations.nationality,
    nations.nationality_added,
)
PERTURBATIONS: Mapping[str, Perturb] = MappingProxyType({each.__name__: each for each in _ALL})


def perturbed(item: Item, name: str, seed: int) -> Item | None:
    """The item under the perturbation of that name; None where it does not apply.

    The same item, name and seed always give the same, whatever was perturbed before.
    """
    return PERTURBATIONS[name](item, Random(f"{seed} {name} {item.id}"))  # noqa: S311  # drawn to be repeated
