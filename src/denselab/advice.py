"""From the findings of a Run to the study that does what they advise.

Responsible for what such a finding is called and for the study; the advice itself is a finding's,
see `diagnosis`, and asking for it is the command line's.
"""

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from denselab.errors import RunError
from denselab.runs import Run
from denselab.study import Study


def follow(run: Run, names: Sequence[str]) -> Study:
    """The study of a Run, changed as some of its findings advise.

    Args:
        run: A finished Run.
        names: Findings as ``"NETWORK.KIND"``, e.g. ``"mlp.overfitting"``; without a network, that
            of the chosen one. Where two change the same setting, the later one counts.

    Raises:
        RunError: The Run has no such finding, or it has no advice.
    """
    settings: dict[str, Any] = run.study.model_dump(by_alias=True)
    for name in names:
        for setting, value in _finding(run, name)["advice"].items():
            group, _, inner = setting.partition(".")
            settings[group] = settings[group] | {inner: value}
    return Study(**settings)


def command(run: Run, finding: Mapping[str, Any]) -> str:
    """The command that explores with the advice of a finding."""
    return shlex.join(["denselab", "explore", "--study", str(run.path), "--apply", _name(finding)])


def _finding(run: Run, name: str) -> Mapping[str, Any]:
    whole = name if "." in name else f"{run.summary['test']['model']}.{name}"
    findings = run.summary["findings"]
    found = next((finding for finding in findings if _name(finding) == whole), None)
    if found is not None and found.get("advice"):  # Runs of the first version have none
        return found
    advising = ", ".join(_name(finding) for finding in findings if finding.get("advice"))
    problem = f"there is no finding {whole}" if found is None else f"{whole} advises nothing"
    raise RunError(f"{run.path}: {problem}; findings with an advice: {advising or 'none'}")


def _name(finding: Mapping[str, Any]) -> str:
    return f"{finding['model']}.{finding['kind']}"
