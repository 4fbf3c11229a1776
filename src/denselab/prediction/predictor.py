"""The network of a Run with its preprocessing, ready to answer."""

import numpy as np

from denselab.data import Samples
from denselab.nets import load_network
from denselab.prep import Listed, Pixels, of_json
from denselab.runs import Run
from denselab.training import Answer, Arrays, answering


class Predictor:
    """Answers for samples of the kind that a Run was trained on.

    Args:
        run: A finished Run.

    Attributes:
        run: As given.
        classes: Their names; a probability's column indexes this tuple.
        preprocessor: Fitted on the Run's training part.

    Raises:
        RunError: Its network or its preprocessing cannot be read.

    Example:
        >>> predictor = Predictor(denselab.open_run("runs/first"))  # doctest: +SKIP
        >>> predictor.predict(images)[:2]  # doctest: +SKIP
        [('7', 0.998), ('2', 0.981)]
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.preprocessor = of_json(run.preprocessing)
        self.classes = tuple(run.look["classes"])
        self._network = load_network(run.path / "model" / "network.keras")
        self._answer: Answer | None = None

    def probabilities(self, x: Samples) -> np.ndarray:
        """What the network says, looking as often as it did in the test.

        Args:
            x: Samples as `denselab.load` gives them: images ``(n, height, width)`` uint8, texts
                ``(n,)`` of `str`, or a `polars.DataFrame` of text.

        Returns:
            ``(n, classes)`` float32.

        Raises:
            DataError: They are not like those of the Run.
        """
        if len(x) == 0:
            return np.empty((0, len(self.classes)), np.float32)
        stored = self.preprocessor.inputs(x)
        if isinstance(self.preprocessor.encoding_, Listed):
            stored = _padded(stored)
        if self._answer is None:
            self._answer = answering(
                self._network, self._arrays(stored), self.run.study.final.views
            )
        return self._answer(stored)

    def predict(self, x: Samples) -> list[tuple[str, float]]:
        """The class of each sample and its probability, see :meth:`probabilities`."""
        said = self.probabilities(x)
        return [
            (self.classes[label], float(row[label]))
            for label, row in zip(said.argmax(axis=1), said, strict=True)
        ]

    def _arrays(self, stored: np.ndarray) -> Arrays:
        """How stored samples are read, without any."""
        none, labels = stored[:0], np.empty(0, np.int32)
        shape = self.preprocessor.shape_ if isinstance(self.preprocessor, Pixels) else None
        encoding = self.preprocessor.encoding_
        return Arrays(none, labels, none, labels, encoding, self.classes, shape)


def _padded(lists: np.ndarray) -> np.ndarray:
    """Lists of a length that is a power of two: a compiled program is for one length alone."""
    length = 1 << max(0, lists.shape[1] - 1).bit_length()
    return np.pad(lists, ((0, 0), (0, length - lists.shape[1])))
