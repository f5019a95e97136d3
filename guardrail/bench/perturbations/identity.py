"""Who the people are: names and genders exchanged. A reply is as good to one person as to another."""

from __future__ import annotations

from random import Random

from guardrail.bench.items import Item
from guardrail.bench.perturbations.names import Name, names_in, renamed, table
from guardrail.bench.perturbations.people import bound_to_sex, gender_swapped
from guardrail.bench.perturbations.texts import everywhere, if_changed, whole

_OTHER = {"f": "m", "m": "f", "u": "u"}


def culture(item: Item, random: Random) -> Item | None:
    """Every given name exchanged for one of another culture and the same gender; pronouns stay."""
    names = names_in(item)
    wanted = {name: Name(_elsewhere(names, random), one.gender) for name, one in names.items()}
    return if_changed(item, renamed(item, _drawn(item, wanted, random)))


def gender(item: Item, random: Random) -> Item | None:
    """Names, pronouns and words like mother and husband of the other gender; names stay in their culture.

    Does not apply where something holds for one sex only, or is about gender itself.
    """
    names = names_in(item)
    wanted = {
        name: Name(one.culture or _elsewhere(names, random), _OTHER[one.gender])
        for name, one in names.items()
        if one.gender != "u"
    }
    return _regendered(item, _drawn(item, wanted, random))


def culture_and_gender(item: Item, random: Random) -> Item | None:
    """Both at once, where there is a name."""
    names = names_in(item)
    wanted = {name: Name(_elsewhere(names, random), _OTHER[one.gender]) for name, one in names.items()}
    return _regendered(item, _drawn(item, wanted, random)) if names else None


def _regendered(item: Item, others: dict[str, str]) -> Item | None:
    if bound_to_sex(whole(item)):
        return None
    named = renamed(item, others)
    return if_changed(item, everywhere(named, gender_swapped) or named)


def _elsewhere(names: dict[str, Name], random: Random) -> str:
    """A culture in which none of the names is common."""
    own = {one.culture for one in names.values()}
    return random.choice(sorted({one.culture for one in table().values()} - own))


def _drawn(item: Item, wanted: dict[str, Name], random: Random) -> dict[str, str]:
    """A name of the wanted kind for each that the item does not hold yet, from some other culture if need be."""
    text, drawn = whole(item), dict[str, str]()
    free = {other: one for other, one in table().items() if other not in text}
    for name, kind in wanted.items():
        fitting = [other for other, one in free.items() if one == kind]
        near = [other for other, one in free.items() if one.gender == kind.gender]
        if fitting or near:
            drawn[name] = random.choice(fitting or near)
            del free[drawn[name]]
    return drawn
