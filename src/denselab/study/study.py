"""Everything that is asked of an exploration, together."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from denselab.errors import StudyError
from denselab.study.augmentation import AugmentationSettings
from denselab.study.columns import ColumnSettings
from denselab.study.data import DataSettings
from denselab.study.final import FinalSettings
from denselab.study.group import Group
from denselab.study.network import NetworkSettings
from denselab.study.regularisation import RegularisationSettings
from denselab.study.search import SearchSettings
from denselab.study.toml import toml_lines
from denselab.study.training import TrainingSettings
from denselab.study.transfer import TransferSettings
from denselab.study.values import NETWORKS, Network
from denselab.study.words import WordSettings


class Study(Group):
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
        lines = toml_lines({k: v for k, v in settings.items() if k not in groups})
        for name, group in groups.items():
            lines += ["", f"[{name}]", *toml_lines(group)]
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
