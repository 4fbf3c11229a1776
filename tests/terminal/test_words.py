"""The telling words of each class in a terminal."""

import io

import numpy as np

from denselab.look.words import word_facts
from denselab.terminal.console import console
from denselab.terminal.words import SHOWN, word_table


def test_each_class_has_its_surest_words_in_a_line():
    said = {"bad": [f"bad{number}" for number in range(20)], "[i]good[/i]": ["good", "!"]}
    texts = np.array([" ".join(words) for words in said.values()] * 10, object)
    facts, _ = word_facts(texts, np.arange(20) % 2, tuple(said))
    stream = io.StringIO()
    console(stream).print(word_table(facts))
    told = dict(line.strip().split(maxsplit=1) for line in stream.getvalue().splitlines()[1:])
    assert [*told] == [*said], "names are printed as they are"
    for name, words in told.items():
        surest = [word["word"] for word in facts["telling"][name][:SHOWN]]
        assert words.split(", ") == surest
        assert {*surest} <= {*said[name]}
