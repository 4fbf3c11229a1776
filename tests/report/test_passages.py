"""Texts with marked words: nothing of them is lost, and none of their HTML gets through."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.prep.words.tokens import words_of
from denselab.report.passages import AROUND, GAP, LONGEST, passage


class Reader(HTMLParser):
    """What a browser would make of it: text, the marked words, and all tags."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.marks, self.tooltips = "", [], [], []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *sorted(dict(attrs))))
        if tag == "mark":
            self.marks.append([dict(attrs)["class"], ""])
            self.tooltips.append(dict(attrs)["title"])

    def handle_endtag(self, tag):
        self.tags.append((f"/{tag}",))

    def handle_data(self, data):
        if self.tags and self.tags[-1][0] == "mark":
            self.marks[-1][1] += data
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def pushes(**effects):
    told = [{"word": word.replace("_", " "), "effect": effect} for word, effect in effects.items()]
    return {
        "speaks_for": [push for push in told if push["effect"] > 0],
        "speaks_against": [push for push in told if push["effect"] < 0],
    }


def drawn(texts, most=20):
    """Texts, and pushes by some of their words."""
    return texts.flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.dictionaries(
                st.sampled_from([*words_of(text), "none"]), st.floats(-9, 9), max_size=most
            ),
        )
    )


alphabet = st.sampled_from("ab <>&\"'/!?;#\n\t\rÀß")
long_texts = st.lists(st.text(alphabet, max_size=9), min_size=3, max_size=9).map(
    lambda pieces: "<i>, & ".join(pieces * 60)
)


@given(drawn(st.text(max_size=LONGEST) | st.text(alphabet, max_size=60)))
def test_a_short_text_is_all_there_and_no_tag_of_it_survives(drawing):
    text, effects = drawing
    read = Reader(str(passage(text, pushes(**effects))))
    assert read.text == text
    assert set(read.tags) <= {("mark", "class", "title"), ("/mark",)}
    for (kind, _), tooltip in zip(read.marks, read.tooltips, strict=True):
        assert tooltip[0] == {"for": "+", "against": "−"}[kind]


@given(drawn(long_texts))
def test_a_long_text_is_shortened_to_what_is_around_its_marks(drawing):
    text, effects = drawing
    shown = passage(text, pushes(**effects))
    pieces = [Reader(piece) for piece in str(shown).split(str(GAP))]
    assert sum(len(piece.text) for piece in pieces) <= LONGEST + 2 * AROUND
    at = 0
    for piece in pieces:
        assert set(piece.tags) <= {("mark", "class", "title"), ("/mark",)}
        at = text.index(piece.text, at) + len(piece.text)
    present = {word: effect for word, effect in effects.items() if effect and word != "none"}
    if present:
        strongest = max(map(abs, present.values()))
        marked = {words.lower() for piece in pieces for _, words in piece.marks}
        assert marked & {word for word, effect in present.items() if abs(effect) == strongest}


@pytest.mark.parametrize(
    ("text", "effects", "marks"),
    [
        ("Good, not GOOD!", {"good": 1}, [["for", "Good"], ["for", "GOOD"]]),
        ("Not so good", {"not": -1, "good": 2}, [["against", "Not"], ["for", "good"]]),
        ("it is not\ngood", {"not_good": -3, "good": 2}, [["against", "not\ngood"]]),
        ("it is not good", {"not_good": -1, "good": 2}, [["for", "good"]]),
        ("good <b title='good'>good</b>", {"good": 1}, [["for", "good"], ["for", "good"]]),
        ("İ ΟΔΟΣ", {"i": 1, "οδος": -1}, [["for", "İ"], ["against", "ΟΔΟΣ"]]),
        ("a good film", {"good": 2, "a": 0.41, "film": -0.39}, [["for", "a"], ["for", "good"]]),
        ("goodness", {"good": 1}, []),
        ("", {"good": 1}, []),
    ],
)
def test_marks(text, effects, marks):
    assert Reader(str(passage(text, pushes(**effects)))).marks == marks


def test_a_long_text_without_marks_is_its_beginning():
    text = "word " * 1000
    assert Reader(str(passage(text, pushes()))).text == text[:LONGEST] + " … "


def test_what_is_left_out_leaves_a_gap():
    text = "before " * 99 + "good" + " after" * 99
    shown = str(passage(text, pushes(good=1)))
    before, around, after = shown.split(str(GAP))
    assert (before, after) == ("", "")
    assert Reader(around).text in text
