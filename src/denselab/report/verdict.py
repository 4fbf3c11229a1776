"""The verdict: what came of it, in a few plain sentences, and what to do next."""

from denselab.diagnosis.overfitting import FEWEST_AFTER
from denselab.report import gains, words, worth
from denselab.report.confusion import confused_pairs
from denselab.report.facts import JSON, Facts, Model
from denselab.report.nouns import Nouns

SMALL_TEST = 2000  # below this many examples the interval is wider than a percentage point or so


def headline(facts: Facts) -> str:
    """One sentence for those who read no further."""
    says = (
        f"{facts.answering} {facts.nouns.reads} {facts.test.percent} of unseen "
        f"{facts.nouns.many} correctly."
    )
    return says[0].upper() + says[1:]


def sentences(facts: Facts) -> list[str]:
    """Choice, test, worth, leads, overfitting: a sentence each, where there are facts."""
    said = [
        _choice(facts),
        _final(facts),
        _test(facts),
        worth.told(facts.rival, facts.answering),
        _yardsticks(facts),
        _leads(facts),
        overfits(facts.chosen, facts.nouns),
        gains.told(facts),
    ]
    return [sentence for sentence in said if sentence]


def _choice(facts: Facts) -> str:
    chosen = facts.chosen
    if len(facts.models) == 1:
        return (
            f"The {chosen.name} network is the only one that was asked for; on the validation part "
            f"it {facts.nouns.read} {chosen.validation} of the {facts.nouns.many} correctly."
        )
    by = " by balanced accuracy, because classes are weighed," if facts.is_balanced else ""
    return (
        f"Of {words.plural(len(facts.models), 'network')}, {chosen.name} was chosen{by} on the "
        f"validation part, where it {facts.nouns.read} {chosen.validation} of the "
        f"{facts.nouns.many} correctly."
    )


def _final(facts: Facts) -> str:
    """What became of the chosen settings before the test."""
    if not facts.is_retrained:
        return ""
    n, members = facts.final["n_train"], len(facts.members)
    says = (
        f"Its settings were then trained anew, for {words.plural(facts.final['epochs'], 'epoch')}, "
        f"on the training and validation parts together, {facts.nouns.counted(n)}"
    )
    if members == 1:
        return f"{says}: that is the final network."
    return f"{says}, from {members} seeds: a committee that answers with its mean probabilities."


def _test(facts: Facts) -> str:
    test, subject = facts.test, facts.answering if facts.is_retrained else "it"
    when = "after training" if len(facts.models) == 1 else "after that choice"
    return (
        f"On the sealed test part, opened once {when}, {subject} {facts.nouns.read} "
        f"{words.count(facts.evaluation['correct'])} of {words.count(test.n)} correctly: "
        f"{test.percent}, and with 95 % confidence between "
        f"{test.interval.replace('–', ' % and ')} % of {facts.nouns.many} like these."
    )


def _yardsticks(facts: Facts) -> str:
    """What simpler things reach on the validation part, where every network was measured."""
    said = f"On the validation part, always answering {facts.most_frequent} gets {facts.majority}"
    slp = facts.model("slp")
    if slp and slp is not facts.chosen and slp.validation:
        said += f" and the single-layer network {slp.validation}"
    return f"{said}."


def _leads(facts: Facts) -> str:
    """How sure it is that the chosen network, not what became of it, is better than the others."""
    if facts.is_balanced:  # chosen by another score than the one of which this would tell
        return ""
    name, said = facts.chosen.name, []
    against_slp = facts.comparison("slp")
    if against_slp:
        said.append(
            f"On the validation part {name} leads the single-layer network by "
            f"{words.points(against_slp['difference'])} points (95 % interval "
            f"{words.points(against_slp['low'])} to {words.points(against_slp['high'])})."
        )
    close = [str(c["b"]) for c in facts.comparisons if not is_clear(c)]
    if close:
        said.append(f"The lead of {name} over {words.listed(close)} is within chance.")
    return " ".join(said)


def is_clear(comparison: JSON) -> bool:
    """Whether the exact test finds the two networks different at the 5% level."""
    return bool(comparison["p_value"] < 0.05)


def overfits(model: Model, nouns: Nouns) -> str:
    """Whether a network overfits, in words; empty where nobody measured it."""
    found = model.finding("overfitting")
    if found:
        return (
            f"The {model.name} network overfits from epoch {found['epoch']} on: it learns its "
            f"training {nouns.many} by heart. The weights kept are those of epoch "
            f"{model.summary['best_epoch']}.{_gap(model, nouns)}"
        )
    unseen = model.finding("no_overfitting")
    if unseen is None:
        return ""
    if unseen["evidence"]["epochs_after"] < FEWEST_AFTER:
        few = "too few epochs follow its lowest validation loss to tell"
        return f"Whether the {model.name} network overfits is open: {few}.{_gap(model, nouns)}"
    return f"The {model.name} network shows no onset of overfitting.{_gap(model, nouns)}"


def _gap(model: Model, nouns: Nouns) -> str:
    found = model.finding("gap")
    gap = found["evidence"]["accuracy_gap"] if found else 0
    if gap <= 0:
        return ""
    return (
        f" It {nouns.reads} its training {nouns.many} {words.points(gap)} points better than new "
        "ones."
    )


def next_steps(facts: Facts) -> list[str]:
    """What the facts advise, the most pressing first."""
    steps = [
        f"The {model.name} network diverged: train it with a smaller learning rate."
        for model in facts.models
        if model.finding("diverged")
    ]
    chosen = facts.chosen
    if chosen.finding("underfitting"):
        steps.append(
            f"It underfits, being wrong on training {facts.nouns.many} nearly as often as on new "
            "ones: the reading of its curves says what to try first."
        )
    if chosen.finding("overfitting"):
        steps.append(f"It overfits: more {facts.nouns.many} help most, then stronger dropout.")
    return [*steps, *_about_mistakes(facts), *_about_size(facts)]


def _about_mistakes(facts: Facts) -> list[str]:
    pairs = confused_pairs(facts.evaluation["confusion"])
    if not pairs:
        return []
    n, true, predicted = pairs[0]
    times = words.plural(n, "time")
    return [
        f"Look at {facts.classes[true]} {facts.nouns.read} as {facts.classes[predicted]} "
        f"({times}), the most frequent mistake: are those {facts.nouns.many} hard, or mislabelled?"
    ]


def _about_size(facts: Facts) -> list[str]:
    if facts.test.n >= SMALL_TEST:
        return []
    span = f"{100 * (facts.test.high - facts.test.low):.1f} points"
    larger = " (denselab explore mnist)" if facts.name == "mnist-5k" else ""
    return [
        f"With {words.count(facts.test.n)} test {facts.nouns.many} the interval spans {span}: "
        f"a larger data set{larger} gives a surer answer."
    ]
