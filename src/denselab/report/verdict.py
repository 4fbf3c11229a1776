"""The verdict: what came of it, in a few plain sentences, and what to do next."""

from denselab.report import words
from denselab.report.confusion import confused_pairs
from denselab.report.facts import JSON, Facts, Model

SMALL_TEST = 2000  # below this many examples the interval is wider than a percentage point or so


def headline(facts: Facts) -> str:
    """One sentence for those who read no further."""
    chosen, test = facts.chosen, facts.test
    if chosen and test:
        return f"The {chosen.name} network reads {test.percent} of unseen pictures correctly."
    if facts.models:
        return "This exploration is not finished: the test part is still sealed."
    return "This exploration has only begun: no network is trained yet."


def sentences(facts: Facts) -> list[str]:
    """Choice, test, yardsticks, overfitting: a sentence each, where there are facts for it."""
    chosen = facts.chosen
    if chosen is None:
        return _so_far(facts)
    said = [
        _choice(facts, chosen),
        _test(facts),
        _yardsticks(facts, chosen),
        _leads(facts),
        overfits(chosen),
    ]
    return [sentence for sentence in said if sentence]


def _so_far(facts: Facts) -> list[str]:
    measured = [f"{m.name} {m.validation}" for m in facts.models if m.validation]
    return [f"On the validation part so far: {'; '.join(measured)}."] if measured else []


def _choice(facts: Facts, chosen: Model) -> str:
    field = words.plural(len(facts.models), "network")
    said = f"Of {field}, {chosen.name} was chosen on the validation part"
    return (
        f"{said}, where it read {chosen.validation} of the pictures correctly."
        if chosen.validation
        else f"{said}."
    )


def _test(facts: Facts) -> str:
    test = facts.test
    if test is None:
        return ""
    correct = words.count(round(test.value * test.n))
    return (
        f"On the sealed test part, opened once after that choice, it read {correct} of "
        f"{words.count(test.n)} correctly: {test.percent}, and with 95 % confidence between "
        f"{test.interval.replace('–', ' % and ')} % of pictures like these."
    )


def _yardsticks(facts: Facts, chosen: Model) -> str:
    """What simpler things reach on the validation part, where every network was measured."""
    reached, slp = [], facts.model("slp")
    if facts.majority:
        reached.append(f"always answering {facts.most_frequent} gets {facts.majority}")
    if slp and slp is not chosen and slp.validation:
        reached.append(f"the single-layer network {slp.validation}")
    if not reached:
        return ""
    return f"On the validation part, {' and '.join(reached)}."


def _leads(facts: Facts) -> str:
    """How sure it is that the chosen network is better than the others."""
    said = []
    against_slp = facts.comparison("slp")
    if against_slp:
        said.append(
            f"Its lead over the single-layer network is {words.points(against_slp['difference'])} "
            f"points (95 % interval {words.points(against_slp['low'])} to "
            f"{words.points(against_slp['high'])})."
        )
    close = [str(c["b"]) for c in facts.comparisons if not is_clear(c)]
    if close:
        said.append(f"Its lead over {words.listed(close)} is within chance.")
    return " ".join(said)


def is_clear(comparison: JSON) -> bool:
    """Whether the exact test finds the two networks different at the 5% level."""
    return bool(comparison["p_value"] < 0.05)


def overfits(model: Model) -> str:
    """Whether a network overfits, in words; empty where nobody measured it."""
    found = model.finding("overfitting")
    if found:
        best = model.summary.get("best_epoch")
        kept = f" The weights kept are those of epoch {best}." if best else ""
        since = f"The {model.name} network overfits from epoch {found['epoch']} on"
        return f"{since}: it learns its training pictures by heart.{kept}{_gap(model)}"
    if model.finding("no_overfitting"):
        never = f"The validation loss of the {model.name} network never rises for good"
        return f"{never}, so it does not overfit in that sense.{_gap(model)}"
    return ""


def _gap(model: Model) -> str:
    gap = ((model.finding("gap") or {}).get("evidence") or {}).get("accuracy_gap")
    if not words.is_number(gap) or gap <= 0:
        return ""
    return f" It reads its training pictures {words.points(gap)} points better than new ones."


def next_steps(facts: Facts) -> list[str]:
    """What the facts advise, the most pressing first."""
    steps = [
        f"The {model.name} network diverged: train it with a smaller learning rate."
        for model in facts.models
        if model.finding("diverged")
    ]
    chosen = facts.chosen
    if chosen is None:
        return [*steps, "Continue the exploration with the command at the end of this page."]
    if chosen.finding("underfitting"):
        steps.append(
            "The network has not learnt all it could: give it more epochs or wider layers."
        )
    if chosen.finding("overfitting"):
        steps.append("It overfits: more pictures help most, then stronger dropout.")
    return [*steps, *_about_mistakes(facts), *_about_size(facts)]


def _about_mistakes(facts: Facts) -> list[str]:
    pairs = confused_pairs(facts.evaluation.get("confusion") or [])
    if not pairs:
        return []
    n, true, predicted = pairs[0]
    times = words.plural(n, "time")
    return [
        f"Look at {facts.classes[true]} read as {facts.classes[predicted]} ({times}), the most "
        "frequent mistake: are those pictures hard, or mislabelled?"
    ]


def _about_size(facts: Facts) -> list[str]:
    if facts.test is None or facts.test.n >= SMALL_TEST:
        return []
    span = f"{100 * (facts.test.high - facts.test.low):.1f} points"
    larger = " (denselab explore mnist)" if facts.name == "mnist-5k" else ""
    return [
        f"With {words.count(facts.test.n)} test pictures the interval spans {span}: "
        f"a larger data set{larger} gives a surer answer."
    ]
