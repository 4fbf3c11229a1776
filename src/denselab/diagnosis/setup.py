"""How a network was trained, as far as the reading of its curves depends on it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from denselab.study import Study


@dataclass(frozen=True)
class Setup:
    """What trained one network.

    Attributes:
        settings: As in `Settings.to_json`.
        n_classes: Among how many classes it chooses.
        is_held_back: Whether it is one of those that dropout, penalties and augmentation hold back.
        has_images: Whether its samples are images.
        searched: Settings whose value the search has found, by the names of ``search``.
        widths_are_free: Whether they may be changed; those of another Run's layers may not.
    """

    settings: Mapping[str, Any]
    n_classes: int
    is_held_back: bool
    has_images: bool
    searched: Collection[str] = ()
    widths_are_free: bool = True

    @property
    def rate_ends_at_zero(self) -> bool:
        """Whether the schedule lets every loss settle in the last epochs, whatever they are."""
        return self.settings["schedule"] in ("cosine", "one_cycle")

    def change(self, name: str, value: Any) -> dict[str, Any]:
        """The setting of a study that gives this network another value.

        Where the search has found the present value, it shall choose between the two.

        Example:
            >>> mlp = Setup({"learning_rate": 0.001}, 10, is_held_back=False, has_images=True)
            >>> mlp.change("learning_rate", 0.0001)
            {'training.learning_rate': 0.0001}
            >>> tuned = Setup({"learning_rate": 0.001}, 10, True, True, ["learning_rate"])
            >>> tuned.change("learning_rate", 0.0001)
            {'search.learning_rate': [0.001, 0.0001]}
        """
        if name in self.searched:
            return {f"search.{name}": [self.settings[name], value]}
        return {f"{_GROUPS[name]}.{name}": value}


_GROUPS = {
    name: group
    for group in ("network", "regularisation", "training")
    for name in Study.model_fields[group].get_default().model_dump()
}
