"""Numbers and settings as a person would write them."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeGuard

NARROW = "\u202f"  # a narrow space that does not break: "98.4 %" stays in one piece
NAMES = {"batch_size": "batch", "l1": "L1", "l2": "L2"}
NAMES |= dict.fromkeys(("optimizer", "schedule", "precision"), "")  # their values say enough
UNTOLD = ("widths", "activation", "dropout", "input_dropout", "epochs", "stop", "patience", "start")
IDLE: tuple[object, ...] = (0, None, "none", "constant", {})  # values of settings that do nothing


def is_number(value: object) -> TypeGuard[float]:
    """Whether there is something to print: neither missing, NaN nor infinite."""
    return isinstance(value, int | float) and math.isfinite(value)


def count(value: float | None) -> str:
    """
    >>> count(60000)
    '60,000'
    """
    return f"{value:,.0f}" if is_number(value) else "–"


def digits_for(n: int | None) -> int:
    """Decimals of a percentage that n examples can carry: one example moves the last digit."""
    return 2 if n and n >= 5000 else 1


def percent(share: float | None, n: int | None = None) -> str:
    """A share of ``n`` examples in percent; it says 100 only where every one was right.

    >>> percent(0.9843, 10_000).replace(NARROW, " ")
    '98.43 %'
    >>> percent(59_999 / 60_000, 60_000).replace(NARROW, " ")
    '99.998 %'
    """
    if not is_number(share):
        return "–"
    digits = digits_for(n)
    while share < 1 and digits < 6 and float(f"{100 * share:.{digits}f}") >= 100:
        digits += 1
    return f"{100 * share:.{digits}f}{NARROW}%"


def interval(low: float | None, high: float | None) -> str:
    """
    >>> interval(0.9791, 0.9886)
    '97.9–98.9'
    """
    if not (is_number(low) and is_number(high)):
        return "–"
    digits = 2 if 100 * (high - low) < 0.2 else 1
    return f"{100 * low:.{digits}f}–{100 * high:.{digits}f}"


def number(value: float | None) -> str:
    """Three significant digits, no exponent in the everyday range.

    >>> number(0.07251), number(0.0001), number(2e-05), number(384)
    ('0.0725', '0.0001', '2e-05', '384')
    """
    if not is_number(value):
        return "–"
    if isinstance(value, int) or float(value).is_integer():
        return f"{value:,.0f}" if abs(value) < 1e6 else f"{value:.3g}"
    return f"{value:.3g}"


def duration(seconds: float | None) -> str:
    """
    >>> duration(7.42), duration(134), duration(5400)
    ('7.4 s', '2 min 14 s', '1 h 30 min')
    """
    if not is_number(seconds):
        return "–"
    if seconds < 100:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def settings(chosen: Mapping[str, object]) -> str:
    """The settings that the diagram of a network does not show already.

    >>> settings({"widths": [512], "optimizer": "adam", "learning_rate": 1e-4, "batch_size": 128})
    'adam, learning rate 0.0001, batch 128'
    >>> settings({"augmentation": {"rotation": 15.0, "flip": True, "gentle": ["1", "7"]}})
    'augmentation (rotation 15, flip yes, gentle 1-7)'
    """
    return _settings({k: v for k, v in chosen.items() if k not in UNTOLD and v not in IDLE})


def searched(points: Sequence[Mapping[str, object]]) -> list[str]:
    """The settings of each trial of a search, those left out that are the same in all of them.

    >>> searched([{"batch_size": 128, "dropout": 0.0}, {"batch_size": 128, "dropout": 0.5}])
    ['dropout 0', 'dropout 0.5']
    """
    differ = [name for name, value in points[0].items() if any(p[name] != value for p in points)]
    return [_settings({name: point[name] for name in differ or point}) for point in points]


def _settings(told: Mapping[str, object]) -> str:
    return ", ".join(f"{_setting_name(key)} {_setting(v)}".strip() for key, v in told.items())


def _setting_name(key: str) -> str:
    return NAMES.get(key, key.replace("_", " "))


def _setting(value: object) -> str:
    if isinstance(value, Mapping):  # an augmentation
        return f"({', '.join(f'{_setting_name(k)} {_setting(v)}' for k, v in value.items() if v)})"
    if value is True:
        return "yes"
    if isinstance(value, list | tuple):
        return "-".join(_setting(v) for v in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def moment(stamp: str) -> str:
    """A time stamp in ISO 8601, to the minute."""
    return datetime.fromisoformat(stamp).strftime("%-d %B %Y, %H:%M %Z").strip()


def points(difference: float, digits: int = 1) -> str:
    """A difference of two shares in percentage points, with a true minus.

    >>> points(0.0612), points(-0.004), points(0.0003, 2)
    ('6.1', '−0.4', '0.03')
    """
    return f"{100 * difference:.{digits}f}".replace("-", "−")


def probability(p: float) -> str:
    """A p-value: two digits, and no more zeros than anybody reads.

    >>> probability(0.0312), probability(3e-9)
    ('0.031', '< 0.001')
    """
    return f"{p:.2g}" if p >= 0.001 else "< 0.001"


def listed(names: Sequence[str]) -> str:
    """
    >>> listed(["slp", "mlp", "tuned"])
    'slp, mlp and tuned'
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def plural(n: int, singular: str, plural_form: str | None = None) -> str:
    """
    >>> plural(1, "epoch"), plural(3, "class", "classes")
    ('1 epoch', '3 classes')
    """
    return f"{count(n)} {singular if n == 1 else plural_form or singular + 's'}"


def evidence_name(key: str) -> str:
    """What a figure behind a finding is called; a loss without ``val_`` is the training loss.

    >>> evidence_name("val_loss_at_turn"), evidence_name("loss"), evidence_name("loss_gap")
    ('validation loss at turn', 'training loss', 'loss gap')
    """
    if key in ("loss", "accuracy"):
        return f"training {key}"
    return re.sub("^val_", "validation ", key).replace("_", " ")


def advice(settings: Mapping[str, object]) -> str:
    """What a finding advises, as it would stand in a study.

    >>> advice({"training.learning_rate": 0.0005, "network.widths": [256, 128]})
    'training.learning_rate = 0.0005 and network.widths = [256, 128]'
    """
    return listed([f"{name} = {json.dumps(value)}" for name, value in settings.items()])


def evidence(value: object) -> str:
    """A number that a finding rests on; yes and no for what is true or false."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, int | float) else str(value)
