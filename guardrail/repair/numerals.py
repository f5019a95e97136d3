"""Numbers in digits and in words, and the one way to write each of them down."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_VALUES = {word: value for value, word in enumerate(_ONES)} | {word: 10 * ten for ten, word in enumerate(_TENS, 2)}
_ORDINAL_VALUES = {word: value for value, word in enumerate(_ORDINALS)} | {"thirtieth": 30}
_ZEROS = {"hundred": 2, "thousand": 3, "k": 3, "lakh": 5, "million": 6, "m": 6, "mn": 6, "crore": 7}
_ZEROS |= {"billion": 9, "bn": 9}
_FRACTIONS = {"\u00bd": ".5", "\u00bc": ".25", "\u00be": ".75"}
_PLAIN_FRACTION = re.compile(r"(?:\A|\s)([13])/([24])\Z")
_COMMAS_FOR_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")

_SMALL = f"(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})"
_UNDER_100 = rf"{_SMALL}\b(?:[\s-]{_SMALL}\b)?"
_LARGE = r"(?:hundred|thousand|lakh|million|crore|billion)\b"
DIGITS = r"\d+(?:[.,]\d+)*(?:/\d+(?![\d/])|\s\d/\d(?![\d/]))?[\u00bc-\u00be]?|[\u00bc-\u00be]"
WORDS = (
    rf"\b(?:(?:{_UNDER_100}|a(?=\s{_LARGE}))(?:[\s-]{_LARGE}(?:[\s-](?:and\s)?{_UNDER_100})?){{0,3}}(?:\sand\sa\shalf\b)?"
    r"|a\sdozen\b|half\s+an?(?=\s))"
)
ZEROS = r"(?:k\b|bn\b|\s?(?:hundred|thousand|lakh|million|crore|billion)s?\b)"
MILLIONS = r"(?:mn?\b)"
ORDINALS = (
    rf"\b(?:\d+(?:st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})[\s-])?"
    rf"(?:{'|'.join(sorted(_ORDINAL_VALUES, key=len, reverse=True))}))\b"
)


def number(words: str, zeros: str = "") -> str:
    """A number as plain digits, whatever its spelling: "1,200", "1200.0" and "twelve hundred" are all "1200".

    `zeros` is what multiplies it ("k", "million"). What is no plain number ("1.2.3", "7/8") stays as it is.
    """
    words = words.lower().strip()
    known = _in_digits(words) if words[:1].isdecimal() or words[:1] in _FRACTIONS else _in_words(words)
    return _shifted(known, _ZEROS.get(zeros.strip().lower().rstrip("s"), 0))


def ordinal(words: str) -> str:
    """The number of an ordinal: "3" for "3rd" and "third"."""
    if words[:1].isdecimal():
        return _decimals(words[:-2])
    parts = re.split(r"[\s-]+", words.lower())
    return str(sum(_ORDINAL_VALUES.get(part, _VALUES.get(part, 0)) for part in parts))


def _in_digits(written: str) -> str:
    written, half = _PLAIN_FRACTION.sub(_one_sign, _decimals(written)), ""
    if written[-1:] in _FRACTIONS:
        written, half = written[:-1] or "0", _FRACTIONS[written[-1]]
    if "," in written and "." in written:
        point = max(written.rfind(","), written.rfind("."))
        whole = re.sub("[.,]", "", written[:point])
        return _trimmed(f"{whole}.{written[point + 1 :]}")
    if _COMMAS_FOR_THOUSANDS.fullmatch(written) or written.count(",") > 1:
        return written.replace(",", "") + half
    return _trimmed(written.replace(",", ".") + half)


def _one_sign(fraction: re.Match[str]) -> str:
    return {"1/2": "\u00bd", "1/4": "\u00bc", "3/4": "\u00be"}.get("/".join(fraction.groups()), fraction.group())


def _decimals(written: str) -> str:
    """The same in the digits 0 to 9, whatever the script."""
    return "".join(str(int(char)) if char.isdecimal() else char for char in written)


def _trimmed(written: str) -> str:
    """Without zeros that say nothing, at the end of a fraction."""
    return written.rstrip("0").rstrip(".") if written.count(".") == 1 else written


def _in_words(words: str) -> str:
    if words.startswith("half") or words == "a dozen":
        return "12" if words == "a dozen" else "0.5"
    total = part = 0
    for word in re.split(r"[\s-]+", words.removesuffix("and a half")):
        if word == "hundred":
            part = max(part, 1) * 100
        elif word in _ZEROS:
            total, part = total + max(part, 1) * 10 ** _ZEROS[word], 0
        else:
            part += _VALUES.get(word, 0)
    return f"{total + part}{'.5' if words.endswith('and a half') else ''}"


def _shifted(written: str, places: int) -> str:
    """A plain number times ten to the power of some places."""
    if not places or not written.replace(".", "", 1).isdecimal():
        return written
    whole, _, rest = written.partition(".")
    moved = f"{whole}{rest[:places].ljust(places, '0')}"
    return _trimmed(f"{moved}.{rest[places:]}")
