"""Changing the words of an item and nothing else: links, code and numbers stay as they are, and so do other fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

from guardrail.bench.items import Item
from guardrail.reading.fold import CODE
from guardrail.reading.language import sentence_ranges
from guardrail.types import Conversation, Message

_LINK = (
    r"(?<=\]\()[^)\s]*(?=\))|(?:https?://|\bwww\.)\S*[\w/]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|org|net|co|io|gov|edu|uk|info)\b(?:/\S*[\w/])?"
)
_NUMBER = r"(?<![^\s(\[\"'“‘*_])[^\s(\[\"'“‘*_]{0,60}\d(?:\S*[^\s.,;:!?)\]\"'”’*_…])?"
_EMOTICON = r"(?<!\w)[:;=]['-]?[()DPpOo/|](?!\w)|<3"
CODE_AND_LINKS = re.compile(f"{CODE.pattern}|{_LINK}", re.DOTALL)
FIXED = re.compile(f"{CODE.pattern}|{_LINK}|{_NUMBER}|{_EMOTICON}", re.DOTALL)
LETTERS = re.compile(r"[^\W\d_]+")
_BEFORE_WORDS = " \t\"'“‘(*_>#-"  # what may stand between the end of a sentence and the next one's first word

_UNREAD = ("tool", "function")  # data

Change = Callable[[str], str]
Found = re.Match[str]


def outside(text: str, pattern: re.Pattern[str], fixed: re.Pattern[str] = FIXED) -> list[Found]:
    """The places where a pattern stands and nothing fixed is touched, in order."""
    kept = _kept(text, fixed)
    return [one for one in pattern.finditer(text) if not any(kept[one.start() : one.end()])]


@lru_cache(maxsize=16)
def _kept(text: str, fixed: re.Pattern[str]) -> bytes:
    """A byte a character, 1 for those that are fixed."""
    kept = bytearray(len(text))
    for one in fixed.finditer(text):
        kept[one.start() : one.end()] = b"\1" * (one.end() - one.start())
    return bytes(kept)


def substituted(
    text: str, pattern: re.Pattern[str], change: Callable[[Found], str], fixed: re.Pattern[str] = FIXED
) -> str:
    """The text with every place of the pattern changed where nothing fixed is touched."""
    return exchanged(text, outside(text, pattern, fixed), change)


def drawn(
    text: str, pattern: re.Pattern[str], every: int, random: Random, fixed: re.Pattern[str] = FIXED
) -> list[Found]:
    """Some of the places where a pattern stands and nothing fixed is touched: one for `every` words of the text."""
    places = outside(text, pattern, fixed)
    count = int(len(text.split()) / every + random.random())
    return [places[index] for index in sorted(random.sample(range(len(places)), min(count, len(places))))]


def exchanged(text: str, places: Iterable[Found], change: Callable[[Found], str]) -> str:
    """The text with the words at some places, which come in order, changed."""
    parts, at = list[str](), 0
    for found in places:
        parts += (text[at : found.start()], change(found))
        at = found.end()
    return "".join((*parts, text[at:]))


def starts_sentence(text: str, at: int) -> bool:
    """Whether the word at a place begins a sentence, a line or the text."""
    before = text[:at].rstrip(_BEFORE_WORDS)
    return not before or before[-1] in ".!?…\n"


def like(pattern: str, words: str) -> str:
    """Some words in the case of others: "Her" for "him" makes "Him", "HER" makes "HIM"."""
    if len(pattern) > 1 and pattern.isupper():
        return words.upper()
    return words[:1].upper() + words[1:] if pattern[:1].isupper() else words


def in_reply(item: Item, change: Change) -> Item | None:
    """The item with another reply; None where that does not differ."""
    return if_changed(item, replace(item, reply=change(item.reply)))


def in_last_message(item: Item, change: Change) -> Item | None:
    """The item with another last message of the person; None where that does not differ."""
    return if_changed(item, _with_messages(item, _of_person(item)[-1:], change))


def in_person(item: Item, change: Change) -> Item | None:
    """The item with all messages of the person changed; None where none differs."""
    return if_changed(item, _with_messages(item, _of_person(item), change))


def everywhere(item: Item, change: Change) -> Item | None:
    """The item with all messages but those of tools and the reply changed; None where nothing differs."""
    messages = enumerate(item.conversation.messages)
    talked = _with_messages(item, [index for index, one in messages if one.role not in _UNREAD], change)
    return if_changed(item, replace(talked, reply=change(item.reply)))


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a text of any characters, lone surrogates included."""
    return sentence_ranges(text.encode("utf-8", "replace").decode("utf-8"))


def whole(item: Item) -> str:
    """All that is said in an item, a paragraph a turn."""
    return "\n\n".join((*(message.text for message in item.conversation.messages), item.reply))


def if_changed(item: Item, changed: Item) -> Item | None:
    """The changed item; None where it does not differ."""
    return None if changed == item else changed


def _of_person(item: Item) -> list[int]:
    return [index for index, message in enumerate(item.conversation.messages) if message.role == "user"]


def _with_messages(item: Item, places: Collection[int], change: Change) -> Item:
    messages = tuple(
        _reworded(message, change) if index in places else message
        for index, message in enumerate(item.conversation.messages)
    )
    return replace(item, conversation=Conversation(messages, item.conversation.known))


def _reworded(message: Message, change: Change) -> Message:
    return Message.of({**message.raw, "content": _content(message.raw.get("content"), change)})


def _content(content: Any, change: Change) -> Any:
    if isinstance(content, str):
        return change(content)
    return [_part(part, change) for part in content] if isinstance(content, Sequence) else content


def _part(part: Any, change: Change) -> Any:
    if isinstance(part, str):
        return change(part)
    if isinstance(part, Mapping) and isinstance(part.get("text"), str):
        return {**part, "text": change(part["text"])}
    return part
