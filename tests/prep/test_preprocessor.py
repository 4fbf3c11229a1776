"""Which preprocessor suits which samples, and that it does what a study asks."""

import inspect

import pytest

from denselab.errors import DataError
from denselab.prep import Pixels, of_json, suited
from denselab.prep.columns import Columns
from denselab.prep.words import Words
from denselab.study import ColumnSettings, Study, WordSettings


@pytest.mark.parametrize(
    ("kind", "type_"), [("images", Pixels), ("table", Columns), ("texts", Words)]
)
def test_each_kind_of_samples_has_its_own(kind, type_):
    assert isinstance(suited(kind, Study()), type_)


@pytest.mark.parametrize(("type_", "asked"), [(Columns, ColumnSettings()), (Words, WordSettings())])
def test_its_defaults_are_the_studys(type_, asked):
    parameters = inspect.signature(type_).parameters.values()
    defaults = {each.name: each.default for each in parameters}
    assert {name: defaults[name] or type(value)() for name, value in asked} == dict(asked)


def test_what_nobody_knows_is_refused():
    with pytest.raises(DataError, match="'sounds'"):
        of_json({"kind": "sounds"})
