"""What was read off the person and off the reply, for people to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from guardrail.bench.wording import NONE, words
from guardrail.cli.show import quoted
from guardrail.explain import Explanation
from guardrail.reading.summary import Felt, Labelled, NeedSummary, PairingSummary, TraitsSummary
from guardrail.types import Span

Row = tuple[str, str]
_LEFT = 12  # columns for the names of what was read


def sides(found: Explanation) -> Iterator[RenderableType]:
    """What the person needs, what the reply does, and the two held against each other."""
    yield from ("", heading("the need"), _rows(_need(found.need)))
    yield from ("", heading("the traits of the reply"), _rows(_traits(found.traits)), _sentences(found.traits))
    yield from ("", heading("the reply held against the need"), _rows(_pairing(found)))


def heading(text: str) -> Text:
    """The heading of a part."""
    return Text(text, "bold cyan")


def _need(need: NeedSummary) -> Iterator[Row]:
    yield "feeling", _felt(need.loudest) if need.loudest else "none in words"
    yield "emotion", f"strength {need.strength:.2f} in words, {need.felt:.2f} with what is plain without"
    yield "valence", f"{need.valence:+.2f} (-1 dark, 1 bright)"
    yield "wanted", _probabilities(need.wanted)
    yield "hard", _probabilities(need.hard)
    yield "", "\n".join(map(_labelled, need.hard_words)) or "nothing hard in words"
    yield "asked", _quotes(need.questions)
    yield "register", f"casual {need.casual:.2f}, formal {need.formal:.2f}"
    state = "closed: nothing of the reply counts" if need.plain else "open"
    yield "gate", f"{state} (a plain request: {need.ordinary:.2f})"


def _traits(traits: TraitsSummary) -> Iterator[Row]:
    yield "length", f"{traits.words} words in {len(traits.sentences)} sentences"
    counted = (f"suggestions {traits.suggestions}", f"list items {traits.items}", f"headings {traits.headings}")
    yield "holds", ", ".join((*counted, f"questions {traits.questions}"))
    yield "feelings", "\n".join(map(_felt, traits.feelings)) or "names none"
    yield "specifics", ", ".join(quoted(span) for span in traits.specifics) or "no number, name or quotation"


def _sentences(traits: TraitsSummary) -> Table:
    table = Table.grid(Column(style="dim", width=2 * _LEFT), Column(ratio=1), padding=(0, 1), expand=True)
    for sentence in traits.sentences:
        table.add_row(Text(", ".join(map(words, sentence.labels)) or NONE), Text(sentence.span.quote))
    return table


def _pairing(found: Explanation) -> Iterator[Row]:
    pairing = found.pairing
    yield "event", _events(pairing)
    gap = f"{pairing.gap:.2f} below the person's {found.need.strength:.2f}"
    yield "feeling", f"named at strength {pairing.met:.2f}, {gap}" if pairing.met else f"not named, {gap}"
    yield "answered", _quotes(pairing.answered)
    yield "unanswered", _quotes(pairing.unanswered)
    yield "generic", f"{pairing.generic_share:.0%} of the sentences would fit anyone"
    yield "retold", f"{pairing.retold:.0%} of the reply is the person's own message"
    yield "taken up", ", ".join(pairing.taken_up) or NONE
    yield "left out", ", ".join(pairing.left_out) or NONE


def _events(pairing: PairingSummary) -> str:
    named = [f"{quoted(span)} is named" for span in pairing.events_named]
    return "\n".join([*named, *(f"{quoted(span)} is not named" for span in pairing.events_unnamed)]) or "none was told"


def _rows(rows: Iterable[Row]) -> Table:
    table = Table.grid(Column(style="dim", width=_LEFT), Column(ratio=1), padding=(0, 1), expand=True)
    for name, text in rows:
        table.add_row(name, Text(text))
    return table


def _felt(felt: Felt) -> str:
    kind = "event" if felt.event else "feeling"
    return f"{quoted(felt.span)} ({kind}: {words(felt.family)}), strength {felt.strength:.2f}"


def _labelled(found: Labelled) -> str:
    return f"{quoted(found.span)} ({', '.join(map(words, found.labels))})"


def _probabilities(found: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in found.items())


def _quotes(spans: Iterable[Span]) -> str:
    return "\n".join(map(quoted, spans)) or NONE
