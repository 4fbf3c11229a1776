"""What the report shows of the most confident mistakes: the samples that were misread."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from denselab.backend import keras
from denselab.data import Samples
from denselab.evaluation import text_pushes
from denselab.exploration.words import asked_again
from denselab.prep import Pixels, Preprocessor
from denselab.prep.words import Words
from denselab.runs import RunWriter


def keep_mistakes(
    writer: RunWriter,
    mistakes: Sequence[Mapping[str, Any]],
    x: Samples,
    preprocessor: Preprocessor,
    network: keras.Model,
) -> None:
    """Writes the samples of some mistakes into the Run.

    Images go to ``evidence/mistakes.npz``, rows and texts to ``evidence/mistakes.json``; texts
    with the words that pushed what was said of them.

    Args:
        writer: The Run.
        mistakes: As `evaluation.mistakes` tells them.
        x: The samples among which they are.
        preprocessor: What prepared them.
        network: What read them, ending in probabilities.
    """
    wrong = np.array([mistake["index"] for mistake in mistakes], int)
    match preprocessor:
        case Pixels():
            writer.arrays("evidence/mistakes.npz", {"images": x[wrong]})
        case Words():
            pushes = text_pushes(
                preprocessor.inputs(x[wrong]),
                [mistake["predicted"] for mistake in mistakes],
                preprocessor.feature_names_,
                preprocessor.encoding_,
                asked_again(network),
            )
            texts = {"texts": x[wrong].tolist(), "pushes": pushes}
            writer.json("evidence/mistakes.json", texts)
        case _:
            writer.json("evidence/mistakes.json", {"rows": x[wrong].to_dicts()})
