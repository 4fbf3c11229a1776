"""A text with the words marked that push its prediction, as markup.

Responsible for finding the words in the text, for leaving out what lies far from them, and for
escaping: a text may hold HTML, and none of it gets through. What pushes was measured elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from denselab.prep.words.tokens import Place, places_of

LONGEST = 600  # characters, about six lines
AROUND = 60  # characters of context on each side of a marked word
FAINT = 0.2  # of the strongest push; what pushes less is not marked, or nearly every word would be
GAP = Markup(' <span class="gap">…</span> ')


class _Span(NamedTuple):
    """Characters of a text, from ``start`` up to ``end``, and by how much their words push."""

    start: int
    end: int
    effect: float = 0.0


def passage(text: str, pushes: Mapping[str, Sequence[Mapping[str, Any]]]) -> Markup:
    """The text with its pushing words marked, shortened to what is around them.

    A word that speaks for the class is in ``<mark class="for">``, one that speaks against it in
    ``<mark class="against">``, each with its effect as a tooltip; everything else is the text,
    escaped. Where several n-grams hold a word, the strongest has it. Words that push less than
    `FAINT` of the strongest are not marked.

    Args:
        text: Of any length.
        pushes: ``speaks_for`` and ``speaks_against``: words, each with its ``effect``.

    Example:
        >>> pushes = {"speaks_for": [{"word": "not good", "effect": 1.25}], "speaks_against": []}
        >>> print(passage("<b>Not good.", pushes))
        &lt;b&gt;<mark class="for" title="+1.25">Not good</mark>.
    """
    strength = {
        push["word"]: float(push["effect"])
        for push in (*pushes["speaks_for"], *pushes["speaks_against"])
    }
    marks = _marks(places_of(text), strength)
    windows = _windows(text, marks)
    shown = [_marked(text, window, marks) for window in windows]
    before, after = windows[0].start > 0, windows[-1].end < len(text)
    return GAP.join([Markup("")] * before + shown + [Markup("")] * after)


def _marks(places: Sequence[Place], strength: Mapping[str, float]) -> list[_Span]:
    """Where the words stand that push more than faintly, in the text's order; none overlaps."""
    found = sorted(_occurrences(places, strength), key=lambda found: -abs(found[1].effect))
    strongest = abs(found[0][1].effect) if found else 0.0
    taken: set[int] = set()
    marks = []
    for words, span in found:
        if taken.isdisjoint(words) and abs(span.effect) >= FAINT * strongest:
            taken.update(words)
            marks.append(span)
    return sorted(marks)


def _occurrences(
    places: Sequence[Place], strength: Mapping[str, float]
) -> Iterator[tuple[range, _Span]]:
    """Each n-gram wherever it occurs: the words that it takes, and their characters."""
    for n in {len(name.split(" ")) for name in strength}:
        for first in range(len(places) - n + 1):
            inside = places[first : first + n]
            effect = strength.get(" ".join(place.word for place in inside))
            if effect:
                yield range(first, first + n), _Span(inside[0].start, inside[-1].end, effect)


def _windows(text: str, marks: Sequence[_Span]) -> list[_Span]:
    """The parts of a text to show: all of a short one, else what is around the strongest marks."""
    if len(text) <= LONGEST:
        return [_Span(0, len(text))]
    windows: list[_Span] = []
    for mark in sorted(marks, key=lambda mark: -abs(mark.effect)):
        longer = _joined([*windows, _around(text, mark)])
        if windows and sum(window.end - window.start for window in longer) > LONGEST:
            break
        windows = longer
    return windows or [_Span(0, _start_of_word(text, LONGEST))]


def _around(text: str, mark: _Span) -> _Span:
    """A mark with some context, from the beginning of a word to the end of one."""
    start = mark.start - AROUND
    end = min(len(text), mark.end + AROUND)
    begin = 0 if start <= 0 else _start_of_word(text, start)
    return _Span(min(begin, mark.start), max(_end_of_word(text, end), mark.end))


def _start_of_word(text: str, at: int) -> int:
    """The first place from `at` on, not far off, that follows a space; else `at`."""
    space = text.find(" ", at - 1, at + AROUND // 2)
    return at if space < 0 else space + 1


def _end_of_word(text: str, at: int) -> int:
    """The last place up to `at`, not far off, that a space follows; else `at`."""
    if at == len(text):
        return at
    space = text.rfind(" ", at - AROUND // 2, at + 1)
    return at if space < 0 else space


def _joined(windows: Iterable[_Span]) -> list[_Span]:
    """The same in order, those made one that touch."""
    joined: list[_Span] = []
    for window in sorted(windows):
        if joined and window.start <= joined[-1].end + 1:
            joined[-1] = _Span(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return joined


def _marked(text: str, window: _Span, marks: Sequence[_Span]) -> Markup:
    """A part of the text, escaped, with the marks that lie wholly inside."""
    pieces, at = [], window.start
    for mark in marks:
        if window.start <= mark.start and mark.end <= window.end:
            pieces += [escape(text[at : mark.start]), _mark(text[mark.start : mark.end], mark)]
            at = mark.end
    return Markup("").join([*pieces, escape(text[at : window.end])])


def _mark(words: str, mark: _Span) -> Markup:
    kind = "for" if mark.effect > 0 else "against"
    effect = f"{mark.effect:+.2f}".replace("-", "−")
    return Markup('<mark class="{}" title="{}">{}</mark>').format(kind, effect, words)
