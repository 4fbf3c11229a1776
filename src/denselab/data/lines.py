"""The lines of a text that need not fit into memory.

Responsible for packing, encoding and ends of lines, and for giving lines back that a reader has
taken by mistake. What stands in a line is the concern of each format.
"""

import io
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Self

from denselab.data.decoding import encoding_of
from denselab.data.packed import buffered, read_by, unpacked
from denselab.errors import DataError

#: Characters of a line at most, so that a file without ends of lines cannot fill all of memory.
LONGEST = 2**24
#: What stands for bytes that are not of the encoding.
DAMAGED = "\N{REPLACEMENT CHARACTER}"

_MARK = 4  # bytes of the longest mark of byte order


class Counted(io.RawIOBase):
    """The bytes of another stream, counted as they are read.

    Attributes:
        done: How many have been.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._read: Callable[[memoryview], int | None]
        self._read = getattr(stream, "readinto1", None) or stream.readinto  # type: ignore[attr-defined]
        self.done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]
        n = self._read(buffer)
        self.done += n or 0
        return n


class Lines:
    """An iterator over lines, each with its end.

    Args:
        stream: Read from its beginning; may be packed, and a pipe.
        file: What errors name.
        encoding: A mark of byte order wins over it. Bytes that are not of it become `DAMAGED`.
        ends: Where lines end, as `open` names it: ``""`` for all three usual ends, ``"\\n"`` for
            that one alone.

    Attributes:
        number: Of the last line, from 1.
        taken: The lines since the last `mark`.
        characters: How many those had that have been taken.

    Raises:
        DataError: if the encoding is unknown; while reading, if the packing is damaged or a line
            is too long.

    Example:
        >>> lines = Lines(io.BytesIO(b"a\\nb\\nc"), "letters.txt")
        >>> next(lines), next(lines), lines.number
        ('a\\n', 'b\\n', 2)
        >>> lines.back(1)
        >>> list(lines)
        ['b\\n', 'c']
    """

    def __init__(
        self, stream: BinaryIO, file: Path | str, *, encoding: str = "utf-8", ends: str = ""
    ) -> None:
        self._counted = Counted(stream)
        self._file = file
        content = buffered(unpacked(buffered(self._counted)))  # type: ignore[arg-type]
        start = read_by(content.peek, _MARK, file)
        self._text = io.TextIOWrapper(
            content, encoding_of(start, encoding), errors="replace", newline=ends
        )
        self._given_back: list[str] = []
        self.number = 0
        self.taken: list[str] = []
        self.characters = 0

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._given_back.pop() if self._given_back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self.characters += len(line)
        return line

    @property
    def done(self) -> int:
        """Bytes that have been read, packed as they are."""
        return self._counted.done

    def mark(self) -> None:
        """Forgets the lines taken before: they cannot be given back any more."""
        self.taken.clear()

    def back(self, n: int) -> None:
        """Gives the last ``n`` of the taken lines back, to be taken once more."""
        for _ in range(n):
            line = self.taken.pop()
            self._given_back.append(line)
            self.number -= 1
            self.characters -= len(line)

    def ahead(self, n: int, characters: int) -> str:
        """The next ``n`` lines or fewer, about so many characters, without taking them."""
        self.mark()
        before = self.characters
        for _ in islice(self, n):
            if self.characters - before >= characters:
                break
        text = "".join(self.taken)
        self.back(len(self.taken))
        return text

    def _read(self) -> str:
        line = read_by(self._text.readline, LONGEST, self._file)
        if len(line) == LONGEST:
            raise DataError(
                f"{self._file}: line {self.number + 1}: may have at most {LONGEST:,} characters, "
                "found more"
            )
        return line
