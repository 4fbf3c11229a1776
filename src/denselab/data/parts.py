"""The data of a study, read and divided as it asks."""

from denselab.data.download import Progress
from denselab.data.load import load
from denselab.data.splits import Splits, split
from denselab.study import Study


def parts_of(study: Study, *, offline: bool = False, progress: Progress | None = None) -> Splits:
    """Loads, divides, and adds what is learned from beside.

    Args:
        study: Its seed and its group ``data`` are meant.
        offline: Never download.
        progress: Told how a download stands.

    Raises:
        DataError: The data break a rule.
        DataNotFoundError: They are neither on this machine nor in reach.

    Example:
        >>> parts = parts_of(Study())
        >>> len(parts.y_train), len(parts.y_validation), parts.test
        (3200, 800, <SealedTest: 1000 samples, sealed>)
    """
    asked = study.data
    raw = load(asked, offline=offline, progress=progress)
    splits = split(
        raw,
        validation=asked.validation,
        validation_fraction=asked.validation_fraction,
        test_fraction=asked.test_fraction,
        seed=study.seed,
    )
    if not asked.also:
        return splits
    from denselab.data.further import with_further  # loads SciPy, which nothing else here needs

    return with_further(splits, asked.also, seed=study.seed, offline=offline)
