"""What is asked of an exploration, checked once at the door.

A `Study` is every setting that shapes the result and nothing else: where the Run goes or how
loudly it works is no part of it. It is read from and written to TOML; the rooms behind it
receive valid values and check nothing again. Keras is not imported here: the names of
activations and optimizers are listed, and a test compares the lists with Keras.
"""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from denselab.errors import StudyError

#: Keras activations that keep a layer's width and need no argument.
ACTIVATIONS = (
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu",
    "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6",
    "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "sparse_plus",
    "sparse_sigmoid", "sparsemax", "squareplus", "tanh", "tanh_shrink",
)  # fmt: skip

#: Keras optimizers, by the names that ``keras.optimizers.get`` takes.
OPTIMIZERS = (
    "adadelta", "adafactor", "adagrad", "adam", "adamax", "adamw", "ftrl", "lion", "muon",
    "nadam", "rmsprop", "sgd",
)  # fmt: skip

#: A plateau is so many epochs without a better validation loss.
PLATEAU = 5

#: The networks of an exploration, in the order in which they are trained.
NETWORKS: tuple["Network", ...] = ("slp", "mlp", "regularised", "tuned")


def _one_of(names: tuple[str, ...]) -> AfterValidator:
    def check(name: str) -> str:
        if name not in names:
            raise PydanticCustomError("one_of", f"Input should be one of {', '.join(names)}")
        return name

    return AfterValidator(check)


Count = Annotated[int, Field(ge=1)]
Name = Annotated[str, Field(min_length=1)]
Fraction = Annotated[float, Field(gt=0, lt=1)]
Rate = Annotated[float, Field(ge=0, lt=1)]
Rates = Annotated[tuple[Rate, ...], Field(strict=False)]
Strength = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Strengths = Annotated[tuple[Strength, ...], Field(strict=False)]
Pixels = Annotated[float, Field(ge=0, le=1000)]
Schedule = Literal["constant", "cosine", "one_cycle", "plateau"]
Stop = Literal["val_loss", "evidence", "never"]
Network = Literal["slp", "mlp", "regularised", "tuned"]
DataKind = Literal["images", "table", "texts"]
ColumnKind = Literal["number", "category", "boolean", "date", "identifier", "constant", "text"]
Weighting = Literal["binary", "counts", "tfidf"]
Further = Literal["strokes", "scraps", "semeion", "optdigits"]
Views = Literal["one", "shifts", "poses"]
LearningRate = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Widths = Annotated[tuple[Count, ...], Field(min_length=1, strict=False)]
LearningRates = Annotated[tuple[LearningRate, ...], Field(min_length=1, strict=False)]
BatchSizes = Annotated[tuple[Count, ...], Field(min_length=1, strict=False)]
Side = Annotated[int, Field(ge=1, le=1024)]
Shape = Annotated[tuple[Side, Side], Field(strict=False)]


class _Settings(BaseModel):
    """A frozen group of settings that answers a bad value with one line."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
    _prefix: ClassVar[str] = ""

    def __init__(self, /, **settings: Any) -> None:
        try:
            super().__init__(**settings)
        except ValidationError as error:
            # Of a value that may be of several types, the error furthest inside is the one meant.
            found = error.errors(include_url=False)
            raise self._refusal(max(found, key=lambda each: len(each["loc"]))) from None

    @classmethod
    def _refusal(cls, first: ErrorDetails) -> StudyError:
        inner = first.get("ctx", {}).get("error")
        if isinstance(inner, StudyError):  # a group inside has named its setting already
            return inner
        parts = [str(part) for part in first["loc"]]
        if first["type"] == "extra_forbidden":
            setting = cls._prefix + ".".join(parts)
            known = (field.alias or name for name, field in cls.model_fields.items())
            return StudyError(f"{setting} is not a setting; known are {', '.join(known)}")
        # What is no name in Python is pydantic's word for one of several allowed types.
        setting = cls._prefix + ".".join(part for part in parts if "-" not in part)
        rule = first["msg"].removeprefix("Input ").replace("valid tuple", "list")  # TOML's word
        return StudyError(f"{setting}: {rule}, got {first['input']!r}")


class DataSettings(_Settings):
    """Which data, and how it is divided.

    Attributes:
        source: A name (``"mnist-5k"``, ``"mnist"``, ``"fashion-mnist"``), a folder of images or of
            texts, an ``.npz`` file, or a table (CSV, TSV, Parquet, JSON lines).
        target: The column of a table that is to be foretold; ``None`` (left out in TOML) is the
            last one where there is no header line.
        text: The column whose texts are to be read; ``None`` explores the table's columns.
        test: A further file, whose rows are the test part.
        validation_file: A further file, whose rows are the validation part.
        drop: Columns that are left out.
        header: Whether the first line of a table names its columns.
        encoding: Of the characters in a table's file.
        validation: ``"official"`` takes the first samples that tradition sets aside,
            ``"stratified"`` draws the same share of each class, ``"auto"`` decides by the data.
        validation_fraction: Share of the training samples for a stratified validation part.
        test_fraction: Share that is sealed as test part where the source has none.
        shape: ``(height, width)`` in pixels that a folder of images is scaled to;
            ``None`` (left out in TOML) chooses it from the images.
        also: What digits are learned from beside: ``"strokes"``, digits as the program draws them,
            ``"scraps"``, what is no digit, as a further class ``?``, and the hands of
            ``"semeion"`` and ``"optdigits"`` (UCI). No figure is measured on them.
    """

    _prefix = "data."
    source: Name = "mnist-5k"
    validation: Literal["auto", "official", "stratified"] = "auto"
    validation_fraction: Fraction = 0.2
    test_fraction: Fraction = 0.2
    shape: Shape | None = None
    target: Name | None = None
    text: Name | None = None
    test: Name | None = None
    validation_file: Name | None = None
    drop: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    header: bool = True
    encoding: Name = "utf-8"
    also: Annotated[tuple[Further, ...], Field(strict=False)] = ()


class ColumnSettings(_Settings):
    """How the columns of a table become inputs.

    Attributes:
        kinds: What single columns are, where that is not to be found out: ``"number"``,
            ``"category"``, ``"boolean"``, ``"date"``, or what is left out, ``"identifier"``,
            ``"constant"`` and ``"text"``.
        quantiles: So many pieces has the piecewise linear encoding of a number (Gorishniy et al.
            2022, On Embeddings for Numerical Features); 0 for none.
        rare: A category of fewer training rows is one of the rare ones, which share an input.
        most: The most categories of a column that have an input of their own.
    """

    _prefix = "columns."
    kinds: dict[str, ColumnKind] = {}
    quantiles: Annotated[int, Field(ge=0, le=1000)] = 32
    rare: Count = 5
    most: Count = 100


class WordSettings(_Settings):
    """How texts become inputs.

    Attributes:
        weighting: ``"binary"`` tells whether a word occurs, ``"counts"`` how often, ``"tfidf"``
            weighs that by how rare the word is, and brings each text to the same length.
        ngrams: Up to so many words that follow one another count as a word, too.
        vocabulary: The most words, those that tell the classes of the training texts apart best.
        ratio: Whether words are scaled by their naive-Bayes log-count ratio (Wang & Manning 2012,
            Baselines and Bigrams).
        rare: A word in fewer training texts is left out.
    """

    _prefix = "words."
    weighting: Weighting = "binary"
    ngrams: Annotated[int, Field(ge=1, le=3)] = 1
    vocabulary: Annotated[int, Field(ge=1, le=2**24 - 1)] = 20_000
    ratio: bool = False
    rare: Count = 2


class NetworkSettings(_Settings):
    """The hidden layers: their widths in units, activation, and dropout after each.

    Attributes:
        widths: Units of each hidden layer, from the input on; ``None`` (left out in TOML) suits
            the data: 512 and 256 for images, 256 and 128 for a table, 16 for texts.
        activation: A Keras activation, one of `ACTIVATIONS`.
        dropout: The share of units that the regularised network drops, ``0 <= dropout < 1``:
            one for all hidden layers, or one for each.
        input_dropout: The share of inputs that it drops.
    """

    _prefix = "network."
    widths: Widths | None = None
    activation: Annotated[str, _one_of(ACTIVATIONS)] = "relu"
    dropout: Rate | Rates = 0.5
    input_dropout: Rate = 0.0

    @model_validator(mode="after")
    def _a_rate_for_each_layer(self) -> Self:
        if not isinstance(self.dropout, tuple):
            return self
        if self.widths is None:
            raise StudyError(
                "network.dropout: should be one number where network.widths is left out, "
                f"got {list(self.dropout)!r}"
            )
        if len(self.dropout) != len(self.widths):
            raise StudyError(
                f"network.dropout: should be one number, or one for each of the "
                f"{len(self.widths)} hidden layers, got {list(self.dropout)!r}"
            )
        return self


class RegularisationSettings(_Settings):
    """What else holds the regularised network back, each off at 0.

    Attributes:
        l1: Penalty on the sum of the weights' absolute values, biases excepted.
        l2: Penalty on the sum of their squares.
        max_norm: The greatest length of the weights that lead into one hidden unit.
        label_smoothing: Share of a label that is spread evenly over all classes.
        adversarial: Virtual adversarial training (Miyato et al. 2018): how far, in Euclidean
            length, an input may be moved in the worst direction without the answer giving way.
    """

    _prefix = "regularisation."
    l1: Strength = 0.0
    l2: Strength = 0.0
    max_norm: Strength = 0.0
    label_smoothing: Rate = 0.0
    adversarial: Strength = 0.0


class AugmentationSettings(_Settings):
    """How the training images of the regularised network are distorted, anew in every epoch.

    Attributes:
        preset: ``"digits"``, ``"clothing"``, ``"images"``; ``"auto"`` chooses by the data,
            ``"none"`` begins from nothing. What follows changes single values of a preset.
        rotation: Up to so many degrees, either way.
        shear: A slant of up to so many degrees; with both, an image is either turned or slanted.
        scale: Height and width are each stretched or shrunk by up to this share.
        shift: In pixels, along each axis.
        elastic: Scale of the elastic distortion (Simard et al. 2003), in pixels.
        smoothness: Standard deviation of the Gaussian filter that smooths it, in pixels.
        noise: Standard deviation of normal noise, as a share of full brightness.
        erase: Largest side of an erased rectangle, as a share of the image's.
        flip: Whether half of the images are mirrored.
        gentle: Classes that are rotated and sheared half as much, by name.
    """

    _prefix = "augmentation."
    preset: Literal["none", "auto", "digits", "clothing", "images"] = "none"
    rotation: Annotated[float, Field(ge=0, le=180)] | None = None
    shear: Annotated[float, Field(ge=0, le=60)] | None = None
    scale: Rate | None = None
    shift: Pixels | None = None
    elastic: Pixels | None = None
    smoothness: Annotated[float, Field(ge=0.1, le=1000)] | None = None
    noise: Annotated[float, Field(ge=0, le=1)] | None = None
    erase: Rate | None = None
    flip: bool | None = None
    gentle: Annotated[tuple[str, ...], Field(strict=False)] | None = None


class TrainingSettings(_Settings):
    """How each network is trained.

    Attributes:
        optimizer: A Keras optimizer, one of `OPTIMIZERS`.
        learning_rate: Its learning rate.
        schedule: What becomes of the learning rate: ``"constant"``; ``"cosine"`` lets it go to
            zero over all epochs; ``"one_cycle"`` lets it rise over three tenths of them first;
            ``"plateau"`` halves it after every 5 epochs without a better validation loss.
        weight_decay: Share of each weight, times the learning rate, that an update takes away,
            biases excepted; ``None`` (left out in TOML) keeps the optimizer's own, which only
            adamw and muon have.
        averaging: Momentum of an average of the weights over the updates, which then takes
            their place in validation and in the saved network; 0 for none.
        class_weight: ``"balanced"`` weighs each class by its rareness in the training and the
            validation loss, and chooses trials and networks by balanced accuracy.
        batch_size: Samples an update.
        epochs: The most epochs.
        stop: ``"val_loss"`` stops after `patience` epochs without a better validation loss and
            keeps the best weights; ``"evidence"`` compares losses and hits of the validation
            samples one by one, stops sooner where the network learns by heart, and keeps the
            most accurate of the epochs whose losses only chance tells apart; ``"never"``
            trains all epochs and keeps the last.
        patience: The most epochs without an improvement after which training stops.
        precision: What the factors of matrix products are rounded to while training;
            ``"auto"`` is ``"bfloat16"`` where the machine multiplies it natively (about
            twice as fast), else ``"float32"``. Weights, sums and every figure are float32.
    """

    _prefix = "training."
    optimizer: Annotated[str, _one_of(OPTIMIZERS)] = "rmsprop"
    learning_rate: LearningRate = 1e-3
    schedule: Schedule = "constant"
    weight_decay: Strength | None = None
    averaging: Rate = 0.0
    class_weight: Literal["none", "balanced"] = "none"
    batch_size: Count = 128
    epochs: Count = 100
    stop: Stop = "val_loss"
    patience: Annotated[int, Field(ge=0)] = 10
    precision: Literal["auto", "float32", "bfloat16"] = "auto"

    @model_validator(mode="after")
    def _patience_for_a_plateau(self) -> Self:
        if self.schedule == "plateau" and self.stop != "never" and self.patience <= PLATEAU:
            raise StudyError(
                f"training.patience: should be more than {PLATEAU} with the schedule plateau, or "
                f"training ends before the rate is halved, got {self.patience}"
            )
        return self


class SearchSettings(_Settings):
    """The grid of settings that is tried on the regularised network.

    Each list holds the values of the setting of that name; what has no values is not searched.
    """

    _prefix = "search."
    learning_rate: LearningRates = (1e-3, 1e-4)
    batch_size: BatchSizes = (128, 256)
    optimizer: Annotated[tuple[Annotated[str, _one_of(OPTIMIZERS)], ...], Field(strict=False)] = ()
    schedule: Annotated[tuple[Schedule, ...], Field(strict=False)] = ()
    weight_decay: Strengths = ()
    averaging: Rates = ()
    dropout: Rates = ()
    input_dropout: Rates = ()
    l1: Strengths = ()
    l2: Strengths = ()
    max_norm: Strengths = ()
    label_smoothing: Rates = ()
    adversarial: Strengths = ()

    def space(self) -> dict[str, tuple[Any, ...]]:
        """The settings that are searched, with their values."""
        return {name: values for name, values in self.model_dump().items() if values}


class TransferSettings(_Settings):
    """Where the hidden layers of the regularised and the tuned network come from, if not chance.

    Attributes:
        run: The folder of a finished Run, whose hidden layers they start from, with its widths
            and activation, and its output layer where the classes are the same. ``None`` (left
            out in TOML) for none.
        freeze: So many of them, from the input on, stay as they are in a first phase of training;
            ``None`` for all.
        epochs: The most epochs of that phase, of the epochs that there are in all.
        rate: The learning rate of the second phase, as a share of the first one's.
        examples: Examples of each class with which training from the Run is compared with
            training from scratch; with all that there are, it always is.
        repeats: How often each comparison is made, each time with other examples and weights.
    """

    _prefix = "transfer."
    run: Name | None = None
    freeze: Annotated[int, Field(ge=0)] | None = None
    epochs: Count = 20
    rate: Annotated[float, Field(gt=0, le=1)] = 0.3
    examples: Annotated[tuple[Count, ...], Field(strict=False)] = (10, 50, 100)
    repeats: Annotated[int, Field(ge=2)] = 3

    @model_validator(mode="after")
    def _from_somewhere(self) -> Self:
        if self.freeze is not None and self.run is None:
            raise StudyError(
                "transfer.freeze: should come with transfer.run, whose layers are meant, "
                f"got {self.freeze}"
            )
        return self


class FinalSettings(_Settings):
    """What is done with the settings that did best, before the test set is opened.

    Attributes:
        members: So many networks are trained with them on the training and validation parts
            together, each from a seed of its own, and their probabilities averaged; 0 keeps the
            chosen network as it is.
        views: How often each network looks at a test image: ``"one"``; ``"shifts"`` also moved by
            a pixel, 9 views; ``"poses"`` also turned and resized a little, 17 views.
    """

    _prefix = "final."
    members: Annotated[int, Field(ge=0, le=1000)] = 0
    views: Views = "one"


class AdaptationSettings(_Settings):
    """How the network of a finished Run learns from corrections; no part of a study.

    Attributes:
        epochs: How many, each of them all of the Run's training samples and its share of
            corrections; ``None`` for as many as show 150,000 samples.
        rate: The learning rate at the beginning, as a share of the Run's; it falls to 0.
        share: The share of corrections among what is learned from.
        tolerance: How many percentage points of accuracy on the Run's validation part may be
            lost, where that is more than chance.

    Example:
        >>> AdaptationSettings(share=1.0)
        Traceback (most recent call last):
        denselab.errors.StudyError: share: should be less than 1, got 1.0
    """

    epochs: Count | None = None
    rate: Annotated[float, Field(gt=0, le=1)] = 0.5
    share: Fraction = 0.03
    tolerance: Annotated[float, Field(ge=0, le=100)] = 0.1


class Study(_Settings):
    """Everything that shapes an exploration; the defaults are the notebook's.

    Attributes:
        seed: Of everything that is drawn.
        networks: Which networks are trained; ``"tuned"`` is what the search is for.

    Raises:
        StudyError: A setting is unknown or out of its range; the message names the
            setting, the rule and the value.

    Example:
        >>> Study(seed=7, training={"epochs": 3}).training.epochs
        3
        >>> Study(training={"epochs": 0})
        Traceback (most recent call last):
        denselab.errors.StudyError: training.epochs: should be greater than or equal to 1, got 0
    """

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    networks: Annotated[tuple[Network, ...], Field(min_length=1, strict=False)] = NETWORKS
    data: DataSettings = DataSettings()
    columns: ColumnSettings = ColumnSettings()
    words: WordSettings = WordSettings()
    network: NetworkSettings = NetworkSettings()
    regularisation: RegularisationSettings = RegularisationSettings()
    augmentation: AugmentationSettings = AugmentationSettings()
    training: TrainingSettings = TrainingSettings()
    search: SearchSettings = SearchSettings()
    transfer: TransferSettings = TransferSettings()
    final: FinalSettings = FinalSettings()

    @field_validator("networks")
    @classmethod
    def _in_the_order_of_the_line(cls, networks: tuple[Network, ...]) -> tuple[Network, ...]:
        return tuple(name for name in NETWORKS if name in networks)

    @model_validator(mode="after")
    def _something_starts_from_the_run(self) -> Self:
        if self.transfer.run is not None and not {"regularised", "tuned"} & {*self.networks}:
            raise StudyError(
                "transfer.run: is where the networks regularised and tuned start from, and "
                f"neither is among networks, {list(self.networks)!r}"
            )
        if self.transfer.run is not None and self.final.members:
            raise StudyError(
                "final.members: should be 0 with transfer.run, because members start from weights "
                f"of their own, got {self.final.members}"
            )
        return self

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Reads the study in the file at `path`; settings that it leaves out keep their defaults.

        Raises:
            StudyError: The file is missing, is no TOML, or holds a bad setting.
        """
        try:
            return cls(**tomllib.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise StudyError(f"{path}: {reason}") from None

    def to_toml(self) -> str:
        """The study as TOML, defaults included; what is ``None`` is left out."""
        settings = self.model_dump(by_alias=True, exclude_none=True)
        groups = {name: group for name, group in settings.items() if isinstance(group, dict)}
        lines = _toml_lines({k: v for k, v in settings.items() if k not in groups})
        for name, group in groups.items():
            lines += ["", f"[{name}]", *_toml_lines(group)]
        return "\n".join(lines) + "\n"

    def differences(self) -> dict[str, Any]:
        """The settings that differ from the defaults.

        Example:
            >>> Study(seed=7, training={"epochs": 3}).differences()
            {'seed': 7, 'training.epochs': 3}
        """
        usual = dict(_flat(Study().model_dump()))
        return {name: value for name, value in _flat(self.model_dump()) if value != usual[name]}


def _flat(settings: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each setting with its group before its name, as in ``training.epochs``."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", setting) for inner, setting in value.items())
        else:
            yield name, value


def _toml_lines(settings: dict[str, Any]) -> list[str]:
    return [f"{name} = {_toml_value(value)}" for name, value in settings.items()]


def _toml_value(value: str | bool | int | float | tuple[Any, ...] | dict[str, Any]) -> str:
    if isinstance(value, dict):
        inside = (f"{_toml_value(name)} = {_toml_value(inner)}" for name, inner in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_toml_value(item) for item in value)}]"
    if isinstance(value, str):  # JSON's escapes are TOML's, but for DEL, which JSON leaves as it is
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)
