"""The settings of one network: what it is and how it is trained.

A `Study` describes a whole exploration; from it come the settings of each of its networks. Two
networks of equal settings, data and seed are the same network, which is why these are hashable.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from denselab.study import Study

Kind = Literal["slp", "mlp", "regularised"]
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class Settings:
    """One network and its training.

    Attributes:
        widths: Units of each hidden layer; empty for the single-layer network.
        activation: Of the hidden layers, by Keras' name.
        dropout: Share of units dropped after each hidden layer while training.
        optimizer: By Keras' name.
        learning_rate: Of the optimizer.
        batch_size: Samples an update.
        epochs: The most epochs.
        patience: Epochs without a better validation loss after which training stops.
        precision: What the factors of matrix products are rounded to while training.
    """

    widths: tuple[int, ...]
    activation: str
    dropout: float
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int
    patience: int
    precision: Precision

    @classmethod
    def of(cls, study: Study, kind: Kind, precision: Precision) -> Self:
        """The settings of the network called `kind` in a study.

        Example:
            >>> Settings.of(Study(), "slp", "float32").widths
            ()
            >>> Settings.of(Study(), "regularised", "float32").dropout
            0.5
        """
        return cls(
            widths=() if kind == "slp" else study.network.widths,
            activation=study.network.activation,
            dropout=study.network.dropout if kind == "regularised" else 0.0,
            optimizer=study.training.optimizer,
            learning_rate=study.training.learning_rate,
            batch_size=study.training.batch_size,
            epochs=study.training.epochs,
            patience=study.training.patience,
            precision=precision,
        )

    def to_json(self) -> dict[str, Any]:
        """As a dictionary of JSON's types."""
        return asdict(self) | {"widths": list(self.widths)}
