"""The other Run whose hidden layers a network starts from.

Responsible for what is read of that Run, for whether a study fits it, and for its network being
the same one from the beginning of an exploration to its end. How much the start is worth is
measured by `transfer`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from denselab.backend import keras
from denselab.data import Splits
from denselab.data.samples import NOUNS, digests
from denselab.errors import DataError, RunError, StudyError
from denselab.exploration.models import model_file
from denselab.files import read_arrays
from denselab.nets import digest, load_network
from denselab.prep import Frame, Pixels, Preprocessor, of_json
from denselab.runs import Run, RunWriter
from denselab.settings import Start
from denselab.study import DataKind, Study, TransferSettings

#: The share of samples that may be known from the other Run: large sets have such twins.
SHARED = 0.01
#: The settings of a network that come from the other Run.
TAKEN = ("widths", "activation")


@dataclass(frozen=True)
class Source:
    """A finished Run, as far as another one starts from it.

    Attributes:
        run: The Run.
        asked: How it is to be used.
        hidden: Its hidden layers, see `nets.describe`.
        digests: Of the samples that it knows, see `Run.digests`.
    """

    run: Run
    asked: TransferSettings
    hidden: list[dict[str, Any]]
    digests: dict[str, np.ndarray]

    @classmethod
    def of(cls, study: Study) -> Self | None:
        """The Run that `study` starts from, if any.

        Raises:
            RunError: It is no finished Run, does not tell which samples it knows, or its chosen
                network has no hidden layers.
            StudyError: More layers are to be frozen than it has.
        """
        asked = study.transfer
        if asked.run is None:
            return None
        run = Run(asked.run)
        model = run.summary["test"]["model"]
        hidden = [layer for layer in run.networks[model] if layer["kind"] == "Dense"][:-1]
        if not hidden:
            raise RunError(
                f"{run.path}: its network {model} has no hidden layers that another could start "
                "from; choose another Run"
            )
        if asked.freeze is not None and asked.freeze > len(hidden):
            raise StudyError(
                f"transfer.freeze: should be at most {len(hidden)}, the hidden layers of "
                f"{run.path}, got {asked.freeze}"
            )
        return cls(run, asked, hidden, run.digests)

    def complete(self, study: Study) -> Study:
        """The study with the widths and the activation of this Run, and where it lies.

        Raises:
            StudyError: It was given other ones.
        """
        of_run: dict[str, Any] = {
            "widths": tuple(layer["units"] for layer in self.hidden),
            "activation": self.hidden[0]["activation"],
        }
        given = study.network.model_fields_set
        for name in TAKEN:
            asked = getattr(study.network, name)
            if name in given and asked != of_run[name]:
                raise StudyError(
                    f"network.{name}: should be left out, or that of {self.run.path}, which is "
                    f"{_plain(of_run[name])}, got {_plain(asked)}"
                )
        settings = study.model_dump(by_alias=True, exclude_unset=True)
        # Wherever an interrupted exploration is continued from, it means the same folder.
        transfer = settings["transfer"] | {"run": str(self.run.path.resolve())}
        network = settings.get("network", {}) | of_run
        return Study(**{**settings, "network": network, "transfer": transfer})

    @cached_property
    def frame(self) -> Frame:
        """Where the ink of the images lies that its network reads.

        Raises:
            RunError: It reads something else than images.
        """
        try:
            pixels = Pixels.from_json(self.run.preprocessing)
        except DataError as error:
            raise RunError(f"{self.run.path}: no images can start from it ({error})") from None
        means = np.rint(self.run.pictures["mean"]).astype(np.uint8)  # a class each
        return Frame.of(pixels.inputs(means).reshape(-1, *pixels.shape_))

    def preprocessor(self, kind: DataKind) -> Preprocessor:
        """That of the Run, for samples other than images.

        Raises:
            RunError: It reads samples of another kind.
        """
        if self.run.kind != kind:
            raise RunError(
                f"{self.run.path}: no {NOUNS[kind]} can start from it, because its network reads "
                f"{NOUNS[self.run.kind]}"
            )
        return of_json(self.run.preprocessing)

    @cached_property
    def network(self) -> keras.Sequential:
        """Its chosen network; what was trained anew with its settings may be a committee."""
        return load_network(model_file(self.run.path, self.run.summary["test"]["model"]))

    def check_unseen(self, splits: Splits) -> None:
        """Raises `RunError` where its network has learned from what will judge the new one.

        A few samples that two data sets share are no harm; another division of the same data is.
        """
        learned, chosen = (self.digests[part] for part in ("train", "validation"))
        judges = {
            "validation": np.isin(digests(splits.x_validation), learned),
            "test": np.isin(splits.test.digests(), np.concatenate([learned, chosen])),
        }
        for part, seen in judges.items():
            if seen.mean() > SHARED:
                raise RunError(
                    f"{self.run.path}: {int(seen.sum()):,} of the {len(seen):,} {part} samples are "
                    "among those that its network learned from, so no figure would be honest; "
                    f"divide the data as that Run did (--seed {self.run.study.seed}), or choose "
                    "another Run"
                )

    def start(self, classes: tuple[str, ...]) -> Start:
        """What the network for `classes` starts with."""
        frozen = len(self.hidden) if self.asked.freeze is None else self.asked.freeze
        return Start(
            network=digest(self.network),
            head=list(classes) == self.run.look["classes"],
            freeze=frozen,
            epochs=self.asked.epochs,
            rate=self.asked.rate,
        )

    def weights(self, start: Start) -> list[np.ndarray]:
        """A kernel and a bias for each layer that is taken over."""
        weights = self.network.get_weights()
        return weights if start.head else weights[:-2]

    def remember(self, writer: RunWriter, start: Start) -> None:
        """Writes down which network is started from, and that what it knows is known here, too.

        Raises:
            RunError: The exploration that is continued had started from another one.
        """
        before = writer.read_json("evidence/source.json")
        if before is not None and before["sha256"] != start.network:
            raise RunError(
                f"{writer.path}: the network of {self.run.path} has changed since this Run was "
                "begun; begin a new one"
            )
        about = {
            "run": str(self.run.path),
            "data": self.run.summary["data"]["name"],
            "model": self.run.summary["test"]["model"],
            "sha256": start.network,
            "shape": list(self.frame.shape) if self.run.kind == "images" else None,
            "layers": len(self.hidden),
            "frozen": start.freeze,
            "head": start.head,
        }
        writer.json("evidence/source.json", about)
        file = "evidence/digests.npz"
        mine = read_arrays(writer.path / file)  # as the look at the data has left them
        inherited = {part: np.union1d(mine[part], known) for part, known in self.digests.items()}
        writer.arrays(file, inherited)


def _plain(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
