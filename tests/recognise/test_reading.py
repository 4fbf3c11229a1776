import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from denselab.recognise import Digit, Reading

rows = st.lists(st.text("0123456789?", min_size=1, max_size=6), max_size=4)


def reading(rows: list[str]) -> Reading:
    blank = np.zeros((28, 28), np.uint8)
    said = np.full(10, 1 / 3, np.float32)
    return Reading(
        tuple(
            tuple(Digit(name, 1 / 3, said, (place, number, 2, 3), blank)
                  for place, name in enumerate(row))
            for number, row in enumerate(rows)
        ),
        (40, 50),
        1.23456,
    )  # fmt: skip


@given(rows)
def test_the_text_is_the_rows_in_reading_order(rows):
    told = reading(rows)
    assert told.text == "/".join(rows)
    assert [digit.digit for digit in told.digits] == list("".join(rows))


@given(rows)
def test_json_has_the_documented_fields_and_numbers(rows):
    told = json.loads(json.dumps(reading(rows).to_json()))
    assert set(told) == {"text", "digits", "seconds"}
    assert told["text"] == "/".join(rows)
    assert told["seconds"] == 1.2346
    for number, row in enumerate(rows):
        for place, name in enumerate(row):
            digit = {"digit": name, "probability": 0.333333, "box": [place, number, 2, 3]}
            assert digit in told["digits"]
    assert len(told["digits"]) == sum(map(len, rows))
