"""The settings of one network: what it is and how it is trained.

A `Study` describes a whole exploration; from it come the settings of each of its networks. Two
networks of equal settings, data and seed are the same network, which is why these are hashable.
"""

from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from denselab.study import AugmentationSettings, DataKind, Schedule, Stop, Study

Kind = Literal["slp", "mlp", "regularised"]
#: The networks whose settings a study gives, in the order in which they are trained; those of the
#: fourth, ``"tuned"``, are what the search finds.
KINDS: tuple[Kind, ...] = ("slp", "mlp", "regularised")
Precision = Literal["float32", "bfloat16"]
#: Units of the hidden layers where nobody says: the notebook's, half of them, and what Chollet,
#: Deep Learning with Python, reads film reviews with.
WIDTHS: dict[DataKind, tuple[int, ...]] = {
    "images": (512, 256),
    "table": (256, 128),
    "texts": (16,),
}


@dataclass(frozen=True)
class Augmentation:
    """How strongly training images are distorted: `AugmentationSettings` with every value known."""

    rotation: float = 0.0
    shear: float = 0.0
    scale: float = 0.0
    shift: float = 0.0
    elastic: float = 0.0
    smoothness: float = 5.5
    noise: float = 0.0
    erase: float = 0.0
    flip: bool = False
    gentle: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: AugmentationSettings, source: str, data: DataKind = "images") -> Self | None:
        """What is asked for data from `source`; ``None`` where nothing is to be distorted, as
        suits all that is no image.

        Example:
            >>> Augmentation.of(AugmentationSettings(preset="auto", shift=2.0), "fashion-mnist")
            Augmentation(..., shift=2.0, ..., flip=True, gentle=())
        """
        if asked.preset == "none" or (asked.preset == "auto" and data != "images"):
            preset = cls()
        else:
            name = suited(source) if asked.preset == "auto" else asked.preset
            preset = cls(**_PRESETS[name])
        given = asked.model_dump(exclude={"preset"}, exclude_none=True)
        wanted = replace(preset, **given)
        return None if wanted.is_idle else wanted

    @property
    def is_idle(self) -> bool:
        """Whether it leaves images as they are."""
        return replace(self, smoothness=1.0, gentle=()) == Augmentation(smoothness=1.0)


#: What a hand may do to a digit, after Cireşan et al. (2010), Deep, Big, Simple Neural Nets for
#: Handwritten Digit Recognition; a garment hangs upright; of other images little is known.
_PRESETS: dict[str, dict[str, Any]] = {
    "digits": {
        "rotation": 15.0,
        "shear": 15.0,
        "scale": 0.175,
        "shift": 1.0,
        "elastic": 37.0,
        "smoothness": 5.5,
        "gentle": ("1", "7"),
    },
    "clothing": {"shift": 1.0, "flip": True},
    "images": {"rotation": 5.0, "scale": 0.1, "shift": 1.0},
}
_SUITED = {"mnist": "digits", "mnist-5k": "digits", "fashion-mnist": "clothing"}


def suited(source: str) -> str:
    """The preset that suits data from `source`.

    Example:
        >>> suited("fashion-mnist")
        'clothing'
    """
    return _SUITED.get(source, "images")


@dataclass(frozen=True)
class Start:
    """Which weights a network starts with, where they are not drawn.

    Attributes:
        network: SHA-256 of the network that they come from.
        head: Whether its output layer is taken over, too.
        freeze: How many hidden layers, from the input on, stay as they are in the first phase.
        epochs: The most epochs of that phase.
        rate: The learning rate of the second phase, as a share of the first one's.
    """

    network: str
    head: bool
    freeze: int
    epochs: int
    rate: float


@dataclass(frozen=True)
class Settings:
    """One network and its training.

    Attributes:
        widths: Units of each hidden layer; empty for the single-layer network.
        activation: Of the hidden layers, by Keras' name.
        dropout: Share of units dropped after the hidden layers while training: one for all, or
            one for each.
        input_dropout: Share of inputs dropped while training.
        l1: Penalty on the absolute values of the weights.
        l2: Penalty on their squares.
        max_norm: Greatest length of the weights into a hidden unit; 0 for any.
        label_smoothing: Share of a label that is spread over all classes.
        adversarial: Radius of the changes of inputs against which answers shall hold.
        augmentation: How images are distorted while training; ``None`` for not at all.
        optimizer: By Keras' name.
        learning_rate: Of the optimizer, at its highest.
        schedule: What becomes of it, see `TrainingSettings`.
        weight_decay: Of the optimizer; ``None`` for its own.
        averaging: Momentum of the average of the weights; 0 for none.
        class_weight: ``"balanced"`` or ``"none"``.
        batch_size: Samples an update.
        epochs: The most epochs.
        stop: By what rule training stops earlier.
        patience: The most epochs without an improvement after which training stops.
        precision: What the factors of matrix products are rounded to while training.
        start: Which weights it starts with; ``None`` for drawn ones.
    """

    widths: tuple[int, ...]
    activation: str
    dropout: float | tuple[float, ...]
    input_dropout: float
    l1: float
    l2: float
    max_norm: float
    label_smoothing: float
    adversarial: float
    augmentation: Augmentation | None
    optimizer: str
    learning_rate: float
    schedule: Schedule
    weight_decay: float | None
    averaging: float
    class_weight: Literal["none", "balanced"]
    batch_size: int
    epochs: int
    stop: Stop
    patience: int
    precision: Precision
    start: Start | None = None

    @classmethod
    def of(
        cls,
        study: Study,
        kind: Kind,
        precision: Precision,
        start: Start | None = None,
        data: DataKind = "images",
    ) -> Self:
        """The settings of the network called `kind` in a study of such data.

        All networks are trained alike; what holds a network back, and what it starts with, is the
        regularised one's alone.

        Example:
            >>> Settings.of(Study(), "slp", "float32").widths
            ()
            >>> Settings.of(Study(), "regularised", "float32", data="texts").widths
            (16,)
        """
        held_back = kind == "regularised"
        regularisation: dict[str, Any] = study.regularisation.model_dump()
        training: dict[str, Any] = study.training.model_dump(exclude={"precision"})
        return cls(
            widths=() if kind == "slp" else study.network.widths or WIDTHS[data],
            activation=study.network.activation,
            dropout=study.network.dropout if held_back else 0.0,
            input_dropout=study.network.input_dropout if held_back else 0.0,
            **(regularisation if held_back else dict.fromkeys(regularisation, 0.0)),
            augmentation=(
                Augmentation.of(study.augmentation, study.data.source, data) if held_back else None
            ),
            **training,
            precision=precision,
            start=start if held_back else None,
        )

    @property
    def judged_by(self) -> Literal["accuracy", "balanced_accuracy"]:
        """The validation score by which trials and networks are chosen.

        Where classes weigh the same in the loss, they do so in the choice.
        """
        return "balanced_accuracy" if self.class_weight == "balanced" else "accuracy"

    @property
    def dropouts(self) -> tuple[float, ...]:
        """The share of units dropped after each hidden layer."""
        if isinstance(self.dropout, tuple):
            return self.dropout
        return (self.dropout,) * len(self.widths)

    def to_json(self) -> dict[str, Any]:
        """As a dictionary of JSON's types."""
        return _listed(asdict(self))

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """The settings that `to_json` told."""
        values = {name: _tupled(value) for name, value in told.items()}
        if values["augmentation"] is not None:
            inner = {name: _tupled(value) for name, value in values["augmentation"].items()}
            values["augmentation"] = Augmentation(**inner)
        if values["start"] is not None:
            values["start"] = Start(**values["start"])
        return cls(**values)


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _listed(value: Any) -> Any:
    """The same with lists for tuples, as JSON gives it back."""
    if isinstance(value, dict):
        return {name: _listed(inner) for name, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, tuple) else value
