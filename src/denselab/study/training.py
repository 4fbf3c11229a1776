"""How a network is trained."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from denselab.errors import StudyError
from denselab.study.group import Group
from denselab.study.values import (
    OPTIMIZERS,
    PLATEAU,
    Count,
    LearningRate,
    Rate,
    Schedule,
    Stop,
    Strength,
    one_of,
)


class TrainingSettings(Group):
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
    optimizer: Annotated[str, one_of(OPTIMIZERS)] = "rmsprop"
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
