"""Text from elsewhere, made harmless for a terminal."""

#: Control characters, which a terminal would obey, and halves of characters, which are no text.
_HARMFUL = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)], "\N{REPLACEMENT CHARACTER}"
)


def printable(text: str) -> str:
    """The text in one line, without anything that a terminal would obey.

    Names of files and what foreign Runs hold may have any characters.

    >>> printable("a\\x1b[31mb") == "a\N{REPLACEMENT CHARACTER}[31mb"
    True
    """
    return text.translate(_HARMFUL)
