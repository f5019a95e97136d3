"""Dates and times of day, each in its one spelling."""

from __future__ import annotations

import re
from functools import cache

from guardrail.repair.fact import Fact
from guardrail.repair.numerals import ORDINALS, number, ordinal
from guardrail.repair.plain import Plain

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_LONG = "January|February|March|April|June|July|August|September|October|November|December"
_MONTH = rf"(?:(?:{_LONG}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?|(?-i:May|MAY)\b|may\b(?!\s+[a-z]))"
_DAY = rf"(?:{ORDINALS}|\d{{1,2}})"
_YEAR = r"(?:,?\s+(?P<{}>(?:19|20)\d\d)\b)?"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?"
_BEFORE_MONTH = "in|by|until|till|since|before|after|from|during|of|early|late|mid|next|last|this"
_HALF = r"\s?(?:a\.m\.|p\.m\.|am\b|pm\b)"
_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_PARTS = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}
_HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}


@cache
def _dates() -> re.Pattern[str]:
    written = (
        r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b",
        r"(?<![\d./-])(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{4}|\d\d)(?![\d/-])",
        rf"\b(?:(?P<day0>{_DAY})\s*(?:-|to|and)\s*)?(?P<day1>{_DAY})\s+(?:of\s+)?(?P<month1>{_MONTH}){_YEAR.format('year1')}",
        rf"\b(?P<month2>{_MONTH})\s+(?:the\s+)?(?P<day2>{_DAY})\b(?!:){_YEAR.format('year2')}",
        rf"\b(?P<month3>{_MONTH})\s+(?P<year3>(?:19|20)\d\d)\b",
        rf"\b(?P<weekday>{_WEEKDAY})\b",
        rf"\b(?:{_BEFORE_MONTH})[\s-](?P<month4>{_LONG}|(?-i:May|MAY))\b",
        r"\b(?:in|by|until|since|during|early|late|mid|next|last)[\s-](?P<month5>may)\b",
    )
    return re.compile("|".join(written), re.IGNORECASE)


@cache
def _times() -> re.Pattern[str]:
    clock = r"\d{1,2}(?:[:.]\d\d)?"
    return re.compile(
        rf"(?<![\w.:,$\u20ac\u00a3])(?:(?P<from>{clock})(?P<half1>{_HALF})?\s*(?:-|to)\s*)?(?P<clock>{clock})(?P<half>{_HALF})"
        r"|(?<![\w.:])(?P<bare>\d{1,2}:\d\d)(?::\d\d)?\b(?!\d)"
        rf"|\b(?P<hour>\d{{1,2}}|{_HOUR})\s?o'?clock\b"
        rf"|\b(?P<part>half|quarter|five|ten|twenty|quarter\sto)(?:\spast)?(?<=past|r\sto)\s(?P<next>\d{{1,2}}|{_HOUR})\b"
        r"|\b(?P<named>noon|midday|midnight)\b",
        re.IGNORECASE,
    )


def dates(text: Plain) -> list[Fact]:
    """Take the dates of a text: days, months, weekdays."""
    return [_date(match, span.quote, span.start) for match, span in text.take(_dates())]


def times(text: Plain) -> list[Fact]:
    """Take the times of day of a text."""
    return [_time(match, span.quote, span.start) for match, span in text.take(_times())]


def of_twelve_hours(time: str) -> str:
    """A time of day as it is told without the half of the day: "5:30" for "17:30"."""
    hours, _, minutes = time.partition(":")
    return f"{int(hours) % 12 or 12}:{minutes}"


def spoken_of(time: str) -> tuple[str, ...]:
    """A time of day as people tell it, without the half of the day: "4:00" and "4" for "16:00"."""
    told = of_twelve_hours(time)
    return (told, told.removesuffix(":00"))


def _date(match: re.Match[str], words: str, start: int) -> Fact:
    keys = frozenset(_days(match))
    return Fact("date", words, start, keys, keys | {key.partition(" ")[2] for key in keys if " " in key})


def _days(match: re.Match[str]) -> list[str]:
    """The days that a date may stand for, as "year month-day": "3/4/2024" stands for two."""
    found = match.groupdict()
    if match["y"]:
        return [f"{match['y']} {int(match['m'])}-{int(match['d'])}"]
    if match["mark"]:
        return _numeric(int(match["first"]), int(match["second"]), match["third"])
    if match["weekday"]:
        return [match["weekday"].lower().removesuffix("s")]
    month = next(found[name] for name in ("month1", "month2", "month3", "month4", "month5") if found[name])
    named = str(_MONTHS.index(month[:3].lower()) + 1)
    day = match["day1"] or match["day2"]
    year = match["year1"] or match["year2"] or match["year3"]
    days = "-".join(_number_of(given) for given in (match["day0"], day) if given)
    return [" ".join(part for part in (year, f"{named}-{days or 'any'}") if part)]


def _number_of(day: str) -> str:
    return str(int(number(day) if day.isdecimal() else ordinal(day)))


def _numeric(first: int, second: int, third: str) -> list[str]:
    year = third if len(third) == 4 else f"20{third}"
    either = {(first, second), (second, first)}
    return [f"{year} {month}-{day}" for day, month in sorted(either) if month <= 12] or [f"{first}/{second}/{third}"]


def _time(match: re.Match[str], words: str, start: int) -> Fact:
    if match["named"]:
        said = frozenset({_HOURS[match["named"].lower()]})
        return Fact("time", words, start, said, said)
    if match["part"]:
        said = frozenset({_parted(match["part"].lower(), int(number(match["next"])))})
        return Fact("time", words, start, said, said)
    ends = [(match[clock], match[half] or match["half"]) for clock, half in (("from", "half1"), ("clock", "half"))]
    ends += [(match["bare"], None), (match["hour"], None)]
    read = [_clock(clock, half) for clock, half in ends if clock]
    bare = [_clock(clock, None) for clock, _ in ends if clock]
    whole, told = "-".join(read), map(of_twelve_hours, read)
    return Fact("time", words, start, frozenset({whole}), frozenset({whole, "-".join(bare), *read, *bare, *told}))


def _parted(part: str, hour: int) -> str:
    """A time told by the last or the next hour: "8:30" for half past eight, "8:45" for a quarter to nine."""
    return f"{hour}:{_PARTS[part]:02}" if part in _PARTS else f"{hour - 1 or 12}:45"


def _clock(written: str, half: str | None) -> str:
    """A time of day as "hours:minutes": of 24 hours where the half of the day is known ("05:30"), else as it is."""
    hours, _, minutes = written.replace(".", ":").partition(":")
    hour, minutes = int(number(hours)), minutes or "00"
    if half is None:
        return f"{hour}:{minutes}" if hour < 13 else f"{hour:02}:{minutes}"
    later = half.strip().lower().startswith("p")
    return f"{hour % 12 + 12 * later:02}:{minutes}"
