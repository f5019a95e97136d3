"""A reply that stands in several parts of a response: joined to be judged, dealt out again when its words change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from guardrail.wire.offsets import offsets

PARAGRAPH = "\n\n"  # what parts the words of two parts


def joined(texts: Sequence[str], gap: str = PARAGRAPH) -> str:
    """The parts as one text, each a paragraph; a part without words adds nothing."""
    return gap.join(text for text in texts if text)


def dealt(texts: Sequence[str], reply: str, gap: str = PARAGRAPH) -> list[str]:
    """The words of a new reply for each part, in place of `texts`; "" for one that has none left.

    Parts with whose words the reply still begins or ends keep them; the last of the others takes all that is new,
    since what goes before an answer is often but a word on the way to it.
    """
    places = [place for place, text in enumerate(texts) if text]
    while len(places) > 1 and reply.startswith(texts[places[0]] + gap):
        reply = reply.removeprefix(texts[places.pop(0)] + gap)
    while len(places) > 1 and _ends_whole(reply, gap + texts[places[-1]]):
        reply = reply.removesuffix(gap + texts[places.pop()])
    fresh = ["" if place in places else text for place, text in enumerate(texts)]
    fresh[places[-1]] = reply if reply.strip() else ""
    return fresh


def edited(texts: Sequence[str], reply: str, gap: str = PARAGRAPH) -> list[str]:
    """`dealt` for a reply in which only some words were changed: every part keeps its share where that can be told."""
    moved = offsets(joined(texts, gap), reply)
    fresh, start = [], 0
    for text in texts:
        end = start + len(text) + (len(gap) if text else 0)
        fresh.append(reply[moved(start) : moved(end)].removesuffix(gap))
        start = end
    told = joined(fresh, gap) == reply and all(words.strip() for words in fresh if words)
    return fresh if told else dealt(texts, reply, gap)


def dealt_behind(
    sent: Sequence[str],
    texts: Sequence[str],
    reply: str,
    join: Callable[[Sequence[str]], str],
    deal: Callable[[Sequence[str], str], list[str]],
) -> list[str]:
    """The words of a new reply for each part, where each keeps the beginning of it that was `sent`.

    `join` makes one text of parts, `deal` deals a text out over them; the reply begins with what was sent. Where that
    would part words that belong together, the first part that has words left takes all.
    """
    rest = [text.removeprefix(begun) for text, begun in zip(texts, sent, strict=True)]
    gone, left = len(join(sent)), join(rest)
    if not left:
        return list(texts)
    following = reply[gone:].removeprefix(join(texts)[gone:].removesuffix(left))
    fresh = [begun + words for begun, words in zip(sent, deal(rest, following), strict=True)]
    if any(sent) and join(fresh) != reply:
        first = next(place for place, words in enumerate(rest) if words)
        fresh = [*sent[:first], sent[first] + following, *sent[first + 1 :]]
    return fresh


def _ends_whole(reply: str, text: str) -> bool:
    """Whether a reply ends with a text, and what stands before it is more than blanks, which would be lost."""
    before = reply.removesuffix(text)
    return before != reply and (not before or bool(before.strip()))
