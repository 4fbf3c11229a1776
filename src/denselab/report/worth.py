"""Whether the dense network is worth its trouble: beside the best of the simple models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from denselab.report import words
from denselab.report.shares import Share

JSON = Mapping[str, Any]
#: What yardsticks are called in figures, and in sentences.
SHORT = {"bayes": "naive Bayes"}
LONG = {
    "majority": "the most frequent class",
    "bayes": "naive Bayes",
    "logistic": "logistic regression",
    "boosting": "gradient boosting",
}


@dataclass(frozen=True)
class Yardstick:
    """A simple model beside the chosen network.

    Attributes:
        name: In files.
        validation: Its accuracy on the validation part.
        test: On the test part.
        told: All that was measured on the validation part, see `yardsticks.compare`.
        tested: The same on the test part.
        by: The score that networks were chosen by.
    """

    name: str
    validation: Share
    test: Share
    told: JSON
    tested: JSON
    by: str

    @property
    def short(self) -> str:
        return SHORT.get(self.name, self.name)

    @property
    def long(self) -> str:
        return LONG[self.name]

    @property
    def learned(self) -> str:
        """What it chose by itself, in a few words; often nothing."""
        found = self.told["learned"]
        match self.name:
            case "logistic":
                n = words.count(found["chosen_on"])
                return f"strength {found['strength']:g}, by cross-validation on {n}"
            case "boosting":
                return words.plural(found["rounds"], "round")
        return ""

    @property
    def lead(self) -> JSON:
        """The network's over it on the test part, in the score that networks were chosen by."""
        return self.tested["balanced_lead" if self.by == "balanced_accuracy" else "lead"]

    @property
    def p(self) -> float | None:
        """That of the exact test; there is none on balanced accuracies."""
        return self.lead.get("p_value")

    @property
    def outcome(self) -> Literal["better", "chance", "worse"]:
        """What the network is on the test part, at the 5% level: by the test where there is one."""
        lead = self.lead
        clear = self.p < 0.05 if self.p is not None else not lead["low"] <= 0 <= lead["high"]
        if not clear:
            return "chance"
        return "better" if lead["difference"] > 0 else "worse"

    @property
    def reached(self) -> float:
        """Its score on the validation part, the one that networks were chosen by."""
        return float((self.told if self.by == "accuracy" else self.told[self.by])["accuracy"])


def yardsticks(summary: JSON, evaluation: JSON) -> tuple[Yardstick, ...]:
    """The yardsticks of a Run, with what they scored on both parts."""
    tested = {told["name"]: told for told in evaluation["yardsticks"]}
    return tuple(
        _yardstick(told, tested[told["name"]], summary["chosen_by"])
        for told in summary["yardsticks"]
    )


def _yardstick(told: JSON, tested: JSON, by: str) -> Yardstick:
    validation, test = (
        Share(*(each[key] for key in ("accuracy", "n", "low", "high"))) for each in (told, tested)
    )
    return Yardstick(told["name"], validation, test, told, tested, by)


def best(rivals: Sequence[Yardstick]) -> Yardstick:
    """The one that did best on the validation part, so that the test part chooses nothing.

    Args:
        rivals: At least one; among equals the first one, which is the simplest.
    """
    return max(rivals, key=lambda rival: rival.reached)


def told(rival: Yardstick, network: str) -> str:
    """One plain sentence on a network beside the best yardstick.

    Args:
        rival: That yardstick.
        network: What answered in the test, as the subject of a sentence.
    """
    size, basis = words.points(abs(rival.lead["difference"])), _basis(rival)
    match rival.outcome:
        case "better":
            return (
                f"A dense network is worth its trouble here: on the test part {network} is clearly "
                f"better than the best yardstick, {rival.long}, by {size} points {basis}."
            )
        case "worse":
            return (
                f"A dense network is not worth its trouble here: on the test part {rival.long} is "
                f"clearly better than {network}, by {size} points {basis}: take that instead."
            )
        case "chance":
            return (
                f"A dense network is not worth its trouble here, as far as the test part can tell: "
                f"the lead of {network} over {rival.long}, "
                f"{words.points(rival.lead['difference'])} points {basis}, is within chance."
            )


def _basis(rival: Yardstick) -> str:
    ends = [rival.lead["low"], rival.lead["high"]]
    if rival.outcome == "worse":  # then the yardstick's lead is told
        ends = [-end for end in reversed(ends)]
    said = [f"95 % interval {' to '.join(map(words.points, ends))}"]
    if rival.p is not None:
        p = words.probability(rival.p)
        said.append(f"p {p}" if p.startswith("<") else f"p = {p}")
    said.append(f"n = {words.count(rival.test.n)}")
    of = "of balanced accuracy " if rival.by == "balanced_accuracy" else ""
    return f"{of}({', '.join(said)})"
