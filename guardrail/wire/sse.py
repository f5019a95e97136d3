"""Server-sent events without I/O: bytes in, cut anywhere, events out that keep the bytes they came in."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_END = rb"(?:\r\n|\n|\r(?!\n))"
_BLANK_LINE = re.compile(_LINE_END + _LINE_END)
_FIRST_END = re.compile(_LINE_END)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `raw` holds its bytes up to and with the blank line; `data` is None where it has no data line."""

    raw: bytes
    data: str | None = None
    name: str = ""

    @classmethod
    def of(cls, raw: bytes) -> Event:
        """Read the lines of one event."""
        data, name = None, ""
        for line in raw.removeprefix(_BOM).splitlines():
            field, _, value = line.partition(b":")
            text = value.removeprefix(b" ").decode("utf-8", "replace")
            if field == b"data":
                data = text if data is None else f"{data}\n{text}"
            elif field == b"event":
                name = text
        return cls(raw, data, name)

    def with_data(self, data: str, name: str = "") -> Event:
        """The same event (id, comments, line ends) with other data; `name` takes the place of a name that it has."""
        found = _FIRST_END.search(self.raw)
        end = found.group() if found else b"\n"
        lines = [line for line in self.raw.splitlines() if line and _field(line) != b"data"]
        if name and self.name:
            lines = [b"event: " + name.encode() if _field(line) == b"event" else line for line in lines]
        fresh = [b"data: " + line.encode("utf-8", "surrogatepass") for line in data.split("\n")]
        return Event(end.join([*lines, *fresh]) + end * 2, data, self.name and (name or self.name))


def _field(line: bytes) -> bytes:
    return line.partition(b":")[0]


class Decoder:
    """Turns bytes, however they are cut, into events. The events' `raw` joined are the bytes that came."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._searched = 0

    def feed(self, chunk: bytes) -> list[Event]:
        """The events that `chunk` completes."""
        self._held += chunk
        events = []
        while (end := self._end()) is not None:
            events.append(Event.of(bytes(self._held[:end])))
            del self._held[:end]
            self._searched = 0
        self._searched = max(0, len(self._held) - 3)  # a blank line is at most four bytes long
        return events

    def flush(self) -> list[Event]:
        """What is left when the stream ends: the last event of a server that sends no blank line after it."""
        rest = bytes(self._held)
        self._held.clear()
        self._searched = 0
        return [Event.of(rest)] if rest else []

    def _end(self) -> int | None:
        found = _BLANK_LINE.search(self._held, self._searched)
        if found is None:
            return None
        undecided = found.end() == len(self._held) and found.group().endswith(b"\r")  # its "\n" may be still to come
        return None if undecided else found.end()


def decode(content: bytes) -> list[Event]:
    """All events of a whole stream."""
    decoder = Decoder()
    return [*decoder.feed(content), *decoder.flush()]
