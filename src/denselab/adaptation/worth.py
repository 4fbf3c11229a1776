"""What was gained on the corrections and lost on the rest, and whether that may be kept."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from denselab.errors import ForgettingError
from denselab.evaluation import mcnemar, score

#: Below it, a loss is more than chance explains (McNemar's exact test).
SIGNIFICANT = 0.05


def compared(before: np.ndarray, after: np.ndarray) -> dict[str, Any]:
    """Both networks on the same samples.

    Args:
        before: Whether the old network was right, ``(n,)`` bool.
        after: The same of the new one.

    Returns:
        For JSON: the scores ``before`` and ``after``, and the ``change``, see `mcnemar`, of which
        the new network is the first.

    Example:
        >>> told = compared(np.array([True, False, False]), np.array([True, True, False]))
        >>> told["before"]["correct"], told["after"]["correct"], told["change"]["only_a"]
        (1, 2, 1)
    """
    change = asdict(mcnemar(after, before))
    return {"before": score(before), "after": score(after), "change": change}


def check_remembered(run: Path, validation: dict[str, Any], tolerance: float) -> str | None:
    """What is to be said of a loss that is tolerated because it may be chance; else ``None``.

    Args:
        run: The Run that is adapted.
        validation: What `compared` says of its validation part.
        tolerance: Percentage points.

    Raises:
        ForgettingError: More is lost than is tolerated, and than chance explains.
    """
    change = validation["change"]
    lost = -100 * change["difference"]
    if lost <= tolerance:
        return None
    says = (
        f"of {change['n']:,} validation samples the adapted network reads {lost:.2f} points fewer "
        f"than before, which is over the tolerance of {tolerance:g}"
    )
    if change["p_value"] >= SIGNIFICANT:
        return f"{says}, but may be chance (p = {change['p_value']:.2g})"
    raise ForgettingError(
        f"{run}: {says} and no chance (p = {change['p_value']:.1g}), so it was not kept; try a "
        "smaller rate or share, or tolerate more"
    )
