"""What starting from another Run gained, in words, and plainly where it gained nothing."""

from denselab.report import words
from denselab.report.facts import JSON, Facts


def told(facts: Facts) -> str:
    """A sentence or two on all amounts of data; empty where nothing started from another Run."""
    if not facts.source:
        return ""
    model, data = facts.source["model"], facts.source["data"]
    start = (
        f"On the validation part, to start from what the {model} network has learned of {data}, "
        "instead of from scratch,"
    )
    gained = [_gain(amount) for amount in facts.transfer if amount["gain"]["low"] > 0]
    lost = [_gain(amount) for amount in facts.transfer if amount["gain"]["high"] < 0]
    if not gained and not lost:
        return f"{start} gained nothing that is more than chance, with few examples or with all."
    said = [f"gained {words.listed(gained)}"] if gained else ["gained nothing"]
    said += [f"lost {words.listed(lost)}"] if lost else []
    said += [f"made no sure difference {words.listed(open_)}"] if (open_ := _open(facts)) else []
    return f"{start} {words.listed(said)}."


def _gain(amount: JSON) -> str:
    gain = amount["gain"]
    size = words.points(abs(gain["difference"]))
    interval = " to ".join(words.points(gain[end]) for end in ("low", "high"))
    return f"{size} points {_amount(amount)} (95 % interval {interval})"


def _open(facts: Facts) -> list[str]:
    gains = [(amount, amount["gain"]) for amount in facts.transfer]
    return [_amount(amount) for amount, gain in gains if gain["low"] <= 0 <= gain["high"]]


def _amount(amount: JSON) -> str:
    if amount["examples"] is None:
        return f"with all {words.count(amount['n_train'])} examples"
    return f"with {words.count(amount['examples'])} examples a class"
