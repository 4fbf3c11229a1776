"""Each recipe is a study; and it is found by its name."""

import tomllib

import pytest

from denselab.errors import StudyError
from denselab.recipes import names, summary, text
from denselab.study import Study


@pytest.mark.parametrize("name", names())
def test_a_recipe_is_a_valid_study_that_says_what_it_is_for(name):
    study = Study(**tomllib.loads(text(name)))
    assert study.differences()
    if not study.data.also:  # who learns beside a data set is not after its figures
        assert study.final.members >= 1, "it ends with a network trained on all but the test part"
    assert summary(name).endswith(".")


def test_a_name_nearly_right_is_recognised():
    with pytest.raises(StudyError, match="did you mean 'record'"):
        text("recrod")
    with pytest.raises(StudyError, match=r"there are .*record"):
        text("nothing like it")


@pytest.mark.parametrize("name", ["../study", "record.toml", ""])
def test_a_name_is_no_path(name):
    with pytest.raises(StudyError):
        text(name)
