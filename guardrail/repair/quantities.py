"""Numbers with what they count: money, shares, doses, lengths, times of waiting, with a range or a rhythm."""

from __future__ import annotations

import re
from functools import cache

from guardrail.repair.fact import Fact
from guardrail.repair.lexicons import units
from guardrail.repair.numerals import DIGITS, MILLIONS, WORDS, ZEROS, number
from guardrail.repair.plain import Plain

_SIGNS = (
    r"(?:US|AU?|CA?|NZ|S|HK|R)?\$|GH\u20b5|[\u20ac\u00a3\u20b9\u20a6\u00a5\u20b5\u20b1\u20a9\u0e3f\u20ba\u20bd\u20aa]"
    r"|\b(?:USD|EUR|GBP|AUD|CAD|NZD|INR|Rs\.?|PKR|NGN|KSh|KES|GHS|ZAR|PHP|JPY|CNY|RMB|CHF|SEK|NOK|DKK|AED|SAR|RM|Rp"
    r"|R(?=\d))"
)
_UNIT = (
    r"per\scent\b|percentage\spoints?\b|km/h|\u00b0[cf]\b|[%\u00b0\u00a2$\u20ac\u00a3\u20b9\u20a6\u20b5\u20b1\u00a5\u20a9\u0e3f]"
    rf"|(?!(?:{WORDS})\b|per\b|every\b|an?\b|or\b|and\b)[^\W\d_]+"
)
_HOW = "business|working|calendar"
_BESIDE = "more|other|full|whole|long|short|good|great|further|extra|additional|consecutive|straight|solid|hard"
_RHYTHM = {"hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "fortnightly": "fortnight"}
_RHYTHM |= {"monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year"}
_OFTEN = {"once": "1", "twice": "2", "thrice": "3"}
_IDIOMS = frozenset(
    ("1 second", "1 minute", "1 day", "1 night", "1 foot", "100 %")
)  # as words: "one day", "one minute"


@cache
def _pattern() -> re.Pattern[str]:
    amount = rf"(?:{DIGITS}|{WORDS})"
    many = rf"{ZEROS}|(?(sign){MILLIONS}|(?!))"
    until = r"(?:-|\bto\b|\bor\b|(?(between)\band\b|(?!)))"
    time = "|".join(_RHYTHM.values())
    period = rf"(?:\s?/\s?|\s+(?:per|every)\s+|\s+an?\s+(?=(?:{time})\b))(?P<period>(?!(?:{WORDS})\b)[^\W\d_]+)"
    return re.compile(
        rf"(?<![\w.,/])(?P<between>between\s+)?(?:(?P<sign>{_SIGNS})\s*)?(?P<minus>-|minus\s)?"
        rf"(?:\b(?P<often>once|twice|thrice)\b|(?P<low>{amount})(?P<zeros>{many})?"
        rf"(?:\s*{until}\s*(?:{_SIGNS})?(?P<high>{amount})(?P<zeros2>{many})?)?"
        rf"(?:\s?\(\d+\))?(?(sign)|(?:\s*(?:-\s*)?(?:(?P<how>{_HOW})\s+|(?:{_BESIDE})\s+)?(?P<unit>{_UNIT}))?))"
        rf"(?:(?:{period}|\s+(?P<rhythm>{'|'.join(_RHYTHM)}))\b(?!\s+ago\b))?",
        re.IGNORECASE,
    )


def quantities(text: Plain) -> list[Fact]:
    """Take the quantities of a text, as facts of the kinds "amount" and "measure"; a bare number is none."""
    return [_fact(match, span.quote, span.start) for match, span in text.take(_pattern(), _counts)]


def _fact(match: re.Match[str], words: str, start: int) -> Fact:
    unit, period, (low, high) = _unit(match), _period(match), _bounds(match)
    counted = f"{low}-{high} {unit}" if high else f"{low} {unit}"
    key = f"{counted}/{period}" if period else counted
    amount = bool(match["sign"]) or unit in units("money").values()
    soft = not amount and len(re.findall(r"\d", match["low"] or "")) < 2
    gives = frozenset({key, counted, low, high} - {""})
    return Fact("amount" if amount else "measure", words, start, frozenset({key}), gives, soft)


def _counts(match: re.Match[str]) -> bool:
    """Whether something is counted, and not in a manner of speaking ("one day", "three times" without a rhythm)."""
    unit, (low, _) = _unit(match), _bounds(match)
    if not unit or (unit == "time" and not _period(match)):
        return False
    spelled = not re.search(r"\d", match.group())
    return not (spelled and f"{low} {unit}" in _IDIOMS and not _period(match))


def _unit(match: re.Match[str]) -> str:
    """What is counted, in its one spelling; "" where nothing is."""
    if match["often"]:
        return "time"
    if match["sign"]:
        sign = match["sign"].lower().rstrip(".")
        return units("money").get(sign, sign)
    spelled = re.sub(r"\s", " ", match["unit"] or "").lower()
    if spelled == "in":
        return "inch" if re.search(r"\din", match.group(), re.IGNORECASE) else ""
    named = (
        "%" if spelled.startswith(("per c", "perc")) else units("money").get(spelled) or units("measure").get(spelled)
    )
    return f"{match['how'].lower()} {named}" if match["how"] and named else named or ""


def _period(match: re.Match[str]) -> str:
    """The time or the thing for which it holds ("a day", "per person", "monthly"), in its one spelling."""
    word = (match["period"] or match["rhythm"] or "").lower()
    return _RHYTHM.get(word) or units("measure").get(word, word)


def _bounds(match: re.Match[str]) -> tuple[str, str]:
    """The number, or both ends of a range; the second is "" where there is none."""
    if match["often"]:
        return _OFTEN[match["often"].lower()], ""
    sign = "-" if match["minus"] else ""
    low = number(match["low"], match["zeros"] or match["zeros2"] or "")
    return sign + low, number(match["high"], match["zeros2"] or "") if match["high"] else ""
