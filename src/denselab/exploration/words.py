"""Which words speak for which class, as the final network sees it."""

import numpy as np

from denselab.backend import jax, keras
from denselab.evaluation import class_pushes
from denselab.evaluation.pushes import Predict
from denselab.prep.words import Words
from denselab.runs import RunWriter
from denselab.seeds import stream
from denselab.training import Arrays
from denselab.training.epoch import state_of

#: Validation texts of which each word is taken out in turn.
TEXTS = 200


def keep_words(
    writer: RunWriter, preprocessor: Words, arrays: Arrays, network: keras.Model
) -> None:
    """Writes ``evidence/words.json``: for each class the words that push validation texts to it.

    Args:
        writer: The Run.
        preprocessor: Knows the words.
        arrays: The validation texts, of which `TEXTS` are drawn.
        network: What reads them, ending in probabilities.
    """
    rng = np.random.default_rng(stream(writer.study.seed, "words"))
    n = len(arrays.y_validation)
    drawn = np.sort(rng.choice(n, min(n, TEXTS), replace=False))
    pushes = class_pushes(
        arrays.x_validation[drawn],
        preprocessor.feature_names_,
        preprocessor.encoding_,
        asked_again(network),
    )
    classes = dict(zip(arrays.classes, pushes, strict=True))
    writer.json("evidence/words.json", {"n": len(drawn), "classes": classes})


def asked_again(network: keras.Model) -> Predict:
    """The network as a compiled function of its inputs, ``(m, n_inputs)`` → ``(m, classes)``."""
    variables = state_of(network.trainable_variables, network.non_trainable_variables)
    program = jax.jit(lambda state, x: network.stateless_call(*state, x, training=False)[0])
    return lambda x: np.asarray(program(variables, x))
