"""The study that follows a finding's advice."""

import shlex

import pytest

from denselab import advice
from denselab.errors import RunError, StudyError
from denselab.study import Study
from tests.report.runs import blobs, finished

ADVISING = {
    "mlp.overfitting": {"network.widths": [256, 128]},
    "mlp.wobble": {"training.learning_rate": 5e-4},
    "tuned.plateau": {"search.schedule": ["constant", "plateau"], "training.epochs": 7},
    "tuned.gap": {},
}


@pytest.fixture
def run(tmp_path):
    draft = finished(*blobs(10, 60, (8, 8)))
    findings = [
        {
            "model": name.partition(".")[0], "kind": name.partition(".")[2], "epoch": None,
            "evidence": {}, "says": "So.", "advice": settings,
        }
        for name, settings in ADVISING.items()
    ]  # fmt: skip
    return draft.with_summary(findings=findings).write(tmp_path / "a run")


def test_only_the_advised_settings_differ(run):
    changed = advice.follow(run, ["mlp.overfitting", "mlp.wobble"])
    assert changed == Study(
        seed=7, network={"widths": (256, 128)}, training={"learning_rate": 5e-4}
    )


def test_without_a_network_the_chosen_one_is_meant(run):
    assert run.summary["test"]["model"] == "tuned"
    changed = advice.follow(run, ["plateau"])
    assert changed.search.schedule == ("constant", "plateau")
    assert changed.training.epochs == 7


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("overfitting", "there is no finding tuned.overfitting"),
        ("nobody.plateau", "there is no finding nobody.plateau"),
        ("gap", "tuned.gap advises nothing"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_what_can(run, name, problem):
    with pytest.raises(RunError) as refused:
        advice.follow(run, ["mlp.overfitting", name])
    assert problem in str(refused.value)
    assert "findings with an advice: mlp.overfitting, mlp.wobble, tuned.plateau" in str(
        refused.value
    )


def test_a_setting_that_a_study_refuses_is_refused(run):
    run.summary["findings"][0]["advice"] = {"network.widths": [0]}
    with pytest.raises(StudyError, match=r"network\.widths"):
        advice.follow(run, ["mlp.overfitting"])


def test_the_command_names_the_run_and_the_finding(run):
    words = shlex.split(advice.command(run, run.summary["findings"][0]))
    expected = ["denselab", "explore", "--study", str(run.path), "--apply", "mlp.overfitting"]
    assert words == expected
