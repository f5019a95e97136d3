"""A model of which only so much is known: how often it follows guidance.

It has no words of its own. Where it follows, its reply is the person's words that the guidance quotes, then those
sentences of the draft that must stay and that the guidance names. So what it can mend is what the guidance tells it:
guidance that does not quote the person, or forgets a fact, gets a reply that fails. It shows that guidance, judging and
checks work together over several attempts. It is no estimate of how well a real model writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from guardrail.bench.items import Item
from guardrail.reading.traits import read_traits
from guardrail.repair.objections import objections
from guardrail.types import Conversation, Reply

_QUOTED = re.compile(r"\u201c([^\u201d]+)\u201d")
_MOST = 2  # quotations of the person
_CHARACTERS = 4  # in a token, about


class Follower:
    """Follows guidance for one item in a `share` (0..1) of its answers, else answers with the draft again.

    Which answers these are depends on the item's id alone, so that two kinds of guidance are tried with the same luck.
    """

    def __init__(self, item: Item, share: float) -> None:
        self._item = item
        self._share = share
        self._random = Random(item.id)  # noqa: S311  # luck that is the same every time

    def __call__(self, asked: Conversation) -> Reply:
        """The next answer; its tokens are reckoned from characters, the question's included."""
        follows = self._random.random() < self._share
        text = (self._followed(asked) if follows else "") or self._item.reply
        characters = sum(len(message.text) for message in asked.messages) + len(text)
        return Reply(text, tokens=characters // _CHARACTERS)

    def _followed(self, asked: Conversation) -> str:
        quoted = list(dict.fromkeys(_QUOTED.findall(_guidance(asked, self._item.conversation))))
        said = _plain("\n".join(message.text for message in self._item.conversation.person))
        named = [quote for quote in quoted if len(quote.split()) > 1 and _plain(quote) in said][:_MOST]
        opening = [f"You wrote \u201c{quote}\u201d." for quote in named]
        return " ".join([*opening, *self._kept(quoted)]) if opening else ""

    def _kept(self, quoted: list[str]) -> Iterator[str]:
        text = read_traits(self._item.reply).text
        named = [plain for quote in quoted if (plain := _plain(quote)) != _plain(self._item.reply)]
        for sentence in (text.sentence_span(each) for each in text.sentences):
            if any(name in _plain(sentence.quote) for name in named) and self._must_stay(sentence.quote):
                yield sentence.quote.strip()

    def _must_stay(self, sentence: str) -> bool:
        draft = self._item.reply
        return bool(objections(self._item.conversation, Reply(draft), Reply(draft.replace(sentence, "", 1))))


def _guidance(asked: Conversation, original: Conversation) -> str:
    """What is asked beyond the conversation."""
    fresh = [message.text for message in asked.messages if message not in original.messages]
    known = [message.text for message in original.messages]
    return "\n".join(_without(text, known) for text in fresh)


def _without(text: str, openings: list[str]) -> str:
    return next((text.removeprefix(each) for each in openings if each and text.startswith(each)), text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip("\u2026")
