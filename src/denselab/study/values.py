"""What single settings may be: ranges and names.

Keras is not imported here: the names of activations and optimizers are listed, and a test compares
the lists with Keras.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

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


def one_of(names: tuple[str, ...]) -> AfterValidator:
    """Refuses a name that is none of `names`, and tells them."""

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
