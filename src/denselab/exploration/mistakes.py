"""What the report shows of the most confident mistakes: the samples that were misread."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.data import Samples
from denselab.prep import Preprocessor
from denselab.runs import RunWriter


def keep_mistakes(
    writer: RunWriter,
    mistakes: Sequence[Mapping[str, Any]],
    x: Samples,
    preprocessor: Preprocessor,
    network: keras.Model,
) -> None:
    """Writes the samples of some mistakes into the Run.

    Images go to ``evidence/mistakes.npz``, rows and texts to ``evidence/mistakes.json``; a text
    with the words that pushed what was said.

    Args:
        writer: The Run.
        mistakes: As `evaluation.mistakes` tells them.
        x: The samples among which they are.
        preprocessor: What prepared them.
        network: What read them, ending in probabilities.
    """
    wrong = np.array([mistake["index"] for mistake in mistakes], int)
    if not isinstance(x, np.ndarray):
        writer.json("evidence/mistakes.json", {"rows": x[wrong].to_dicts()})
    elif x.dtype == object:
        texts = x[wrong].tolist()
        writer.json("evidence/mistakes.json", {"texts": texts})
    else:
        writer.arrays("evidence/mistakes.npz", {"images": x[wrong]})
