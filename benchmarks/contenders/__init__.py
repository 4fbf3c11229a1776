"""Who takes part in the epoch benchmark; each trains the same network in a process of its own.

784-512-256-10, relu, Dropout 0.5 after both hidden layers, RMSprop 1e-3, batch 128, softmax
cross-entropy on integer labels; every epoch shuffles, and reports mean loss and accuracy. Where a
contender cannot do exactly that, its `note` says what it does instead.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contender:
    """One way to train the network.

    Attributes:
        title: Its line in the table.
        function: ``module.function`` in this folder: ``(digits, epochs) -> end of each epoch``
            on `time.perf_counter`'s clock.
        needs: The module that must be installed.
        backend: What Keras runs on.
        note: How it differs from the others.
    """

    title: str
    function: str
    needs: str
    backend: str = "jax"
    note: str = ""


CONTENDERS = {
    "keras-tensorflow": Contender(
        "Keras/TensorFlow `fit`", "keras_fit.train", "tensorflow", "tensorflow"
    ),
    "keras-jax": Contender("Keras/JAX `fit`", "keras_fit.train", "jax"),
    "keras-jax-32": Contender(
        "Keras/JAX `fit`, `steps_per_execution=32`", "keras_fit.train_32_steps", "jax"
    ),
    "pytorch": Contender("PyTorch loop", "pytorch_loop.train", "torch"),
    "scikit-learn": Contender(
        "scikit-learn `MLPClassifier`",
        "scikit_learn.train",
        "sklearn",
        note="no dropout, no accuracy, Adam: it has no RMSprop",
    ),
    "denselab": Contender("`denselab.fit`", "denselab_fit.train", "jax"),
    "denselab-explore": Contender(
        "denselab as `explore` trains",
        "denselab_fit.train_as_explore",
        "jax",
        note="uint8 pixels, scaled batch by batch; pixels that are dark in all training images "
        "left out; factors of products rounded to bfloat16 where the machine multiplies it "
        "natively. So it does less than the float32 floor counts, and may pass it",
    ),
}
