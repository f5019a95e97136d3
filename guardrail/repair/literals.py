"""What a text holds to the letter: code, links, addresses, quotations."""

from __future__ import annotations

import re
from textwrap import dedent

from guardrail.repair.fact import Fact
from guardrail.repair.plain import blanked, unwrapped

_CODE = re.compile(r"(?P<fence>`{3,}|~{3,}).*?(?:(?P=fence)|\Z)|``[^`\n]+``|`[^`\n]+`", re.DOTALL)
_CODE_MARK = re.compile(r"\A[`~]{3,}[^\n`~]*\n|[`~]{3,}\Z|\A`+|`+\Z")
_ENDINGS = (
    "com org net gov edu info app dev health io ai co eu uk ie de fr nl es ch se dk pl ca au nz za ng ke gh ph sg jp "
    "kr br mx"
).split()
_LINK = re.compile(
    r"(?:https?://|\bwww\.)[^\s)>\]]*[^\s)>\].,;:!?'\"*_~]"
    rf"|(?<![\w.@/-])(?:[a-z\d-]{{2,63}}\.){{1,4}}(?-i:{'|'.join(_ENDINGS)})(?![\w-]|\.\w)"
    r"(?:/[^\s)>\]]*[^\s)>\].,;:!?'\"*_~])?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?<![^\W_])(?<![.+-])[^\W_][\w.+-]{0,63}@[^\W_](?:[^\W_]|-){0,62}(?:\.(?:[^\W_]|-){1,63})+|(?<![\w.@/])@\w{2,30}[^\W_]"
)
_QUOTED = re.compile(
    "\u201c[^\u201c\u201d\n]+\u201d|\u201e[^\u201e\u201c\u201d\n]+[\u201c\u201d]|\u00ab[^\u00ab\u00bb\n]+\u00bb"
    '|"[^"\n]*"|(?<!\\w)\u2018[^\u2018\n]{8,300}?\u2019(?!\\w)|^[^\\S\n]*>[^\n]+(?:\n[^\\S\n]*>[^\n]*)*',
    re.MULTILINE,
)
_SHORTEST = 8  # characters of a quotation: what is shorter is a word in quotation marks
_SCHEME = re.compile(r"\A(?:https?://)?(?:www\.)?", re.IGNORECASE)
_MARKS = '`~"\u201c\u201d\u201e\u00ab\u00bb>'
_OWNING = re.compile(r"'s\Z")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


def literals(text: str) -> tuple[list[Fact], str]:
    """The facts of a text that hold to the letter, and the text without them."""
    code = [_fact("code", match, code_of(match.group())) for match in _CODE.finditer(text)]
    text = _without(text, code)
    links = [_fact("link", match, _link(match.group())) for match in _LINK.finditer(text)]
    text = _without(text, links)
    addresses = [_fact("email address", match, match.group().lower()) for match in _ADDRESS.finditer(text)]
    text = _without(text, addresses)
    quoted = [_fact("quotation", match, spoken(match.group())) for match in _QUOTED.finditer(text) if _long(match)]
    return [*code, *links, *addresses, *quoted], _without(text, quoted)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where a text quotes, in however few words."""
    return [match.span() for match in _QUOTED.finditer(text)]


def unquoted(text: str) -> str:
    """The text without what it quotes, and without line ends amid a sentence, its length kept."""
    return unwrapped(blanked(text, quotations(text)))


def unmarked(text: str) -> str:
    """A text of the same length in which code and quotations are like all else."""
    return text.translate(str.maketrans(_MARKS, " " * len(_MARKS)))


def code_of(words: str) -> str:
    """Code without its fence or backticks; how far it is moved in as a whole is left out."""
    inner = _CODE_MARK.sub("", _CODE_MARK.sub("", words))
    return "\n".join(line.rstrip() for line in dedent(inner).strip().splitlines())


def spoken(words: str) -> str:
    """The words alone, a space between each, so that they are found again under other marks and in other letters."""
    return " ".join(_OWNING.sub("", word.replace("\u2019", "'").casefold()) for word in _WORD.findall(words))


def _link(words: str) -> str:
    host, slash, path = _SCHEME.sub("", words).partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


def _long(match: re.Match[str]) -> bool:
    return len(match.group().strip(' >"\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb')) >= _SHORTEST


def _fact(kind: str, match: re.Match[str], key: str) -> Fact:
    keys = frozenset({key})
    return Fact(kind, match.group().rstrip(), match.start(), keys, keys)


def _without(text: str, facts: list[Fact]) -> str:
    return blanked(text, ((fact.start, fact.end) for fact in facts))
