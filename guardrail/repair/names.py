"""Names of people, places and products, told by their capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guardrail.reading.lexicons import common_words
from guardrail.repair.fact import Fact
from guardrail.repair.lexicons import words
from guardrail.repair.literals import spoken
from guardrail.repair.plain import Plain, blanked, plain

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:[-'][^\W\d_]+)*(?!\w)")
_CAMEL = re.compile(r"[a-z]{1,2}[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+")
_OPENING = '.!?:;([{"-/|\u2026\u2022>=+'  # a capital after these need not be a name's
_LEAD = re.compile(r"^[^\n:.]{1,80}?(?=[:\n]|\s-\s|$)", re.MULTILINE)
_BOLD_LEAD = re.compile(
    r"(?:^[^\w\n]{0,12}(?:\d{1,2}[.)]\s{0,4})?|[.!?:]\s)(?:\*\*|__)(?P<title>[^*_\n]+)", re.MULTILINE
)
_ACTS = re.compile(  # what somebody does, so that the first word of a sentence is their name
    r"\s(?:said|says|told|asked|called|wrote|wants|knows|thinks|works|lives|left"
    r"|will (?:call|ring|see|meet|email|be in touch))\b"
)
_ABBREVIATED = frozenset("mr mrs ms mx dr prof st sr jr fr rev hon capt col gen lt sgt".split())
_LONGEST_ACRONYM = 5
_MAJORITY = 0.5  # of the words of a title begin with capitals
_SMALL = 4  # words of fewer letters are small in titles


def names(raw: str, taken: Iterable[tuple[int, int]]) -> list[Fact]:
    """The names outside the stretches that are `taken`, each run of capitals one fact.

    A sentence's first word is one only where it does what people do ("Ada said"); a word of a title is none, nor one of
    a lead in bold, nor what everybody is called ("Mum").
    """
    titles = (match.span("title") for match in _BOLD_LEAD.finditer(raw) if _is_title(match["title"], 1))
    text = plain(raw, (*taken, *titles))
    text.text = blanked(text.text, (lead.span() for lead in _LEAD.finditer(text.text) if _is_title(lead.group())))
    found = [match for match in _WORD.finditer(text.text) if _is_name(text.text, match)]
    facts = (_fact(text, run) for run in _runs(text.text, found))
    return [fact for fact in facts if not _is_cut(raw, fact)]


def _is_cut(raw: str, fact: Fact) -> bool:
    """Whether what looks like a name is the end of a word whose beginning is taken."""
    return raw[max(fact.start - 1, 0) : fact.start].isalnum()


def _is_title(line: str, least: int = 2) -> bool:
    """Whether the words of a line are written like a title's: all but the small ones with capitals."""
    found = _WORD.findall(line)
    large = [word for word in found if len(word) >= _SMALL]
    raised = [word for word in found if word[0].isupper()]
    return len(large) >= least and set(large) <= set(raised) and len(raised) > _MAJORITY * len(found)


def _is_name(text: str, match: re.Match[str]) -> bool:
    word = match.group().removesuffix("'s")
    plainly = word.lower().replace("'", "")
    if not any(map(str.isupper, word)) or plainly in common_words() or plainly in words("names", "none"):
        return False
    if _CAMEL.fullmatch(word):
        return True
    if not word[0].isupper() or (len(word) > 1 and word.isupper() and len(word) > _LONGEST_ACRONYM):
        return False
    return len(word) > 1 and (not _opens(text, match.start()) or _ACTS.match(text, match.end()) is not None)


def _opens(text: str, start: int) -> bool:
    """Whether a sentence or a line begins at a word; after a title ("Dr. Okafor") it does not."""
    before = text[max(start - 40, 0) : start]
    if not before.strip() or "\n" in before[len(before.rstrip()) :]:
        return True
    last = before.rstrip()
    title = last.removesuffix(".").rpartition(" ")[2].lower()
    return last[-1] in _OPENING and title not in _ABBREVIATED


def _runs(text: str, found: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Names that stand side by side, as one."""
    runs: list[list[re.Match[str]]] = []
    for match in found:
        if runs and text[runs[-1][-1].end() : match.start()] == " ":
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs


def _fact(text: Plain, run: list[re.Match[str]]) -> Fact:
    end = run[-1].start() + len(run[-1].group().removesuffix("'s"))
    span = text.span(run[0].start(), end)
    return Fact("name", span.quote, span.start, frozenset({spoken(span.quote)}), soft=True)
