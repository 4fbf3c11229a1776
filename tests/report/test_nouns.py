"""What samples are called."""

from typing import get_args

import pytest

from denselab.report import nouns
from denselab.study import DataKind


@pytest.mark.parametrize("kind", get_args(DataKind))
def test_every_kind_of_samples_has_its_words(kind):
    found = nouns.of({"kind": kind})
    assert found.counted(1) == f"1 {found.one}"
    assert found.counted(2000) == f"2,000 {found.many}"


def test_the_first_runs_tell_of_pictures():
    assert nouns.of({}) == nouns.of({"kind": "images"})
