"""What distorting every image of every batch costs: ``python -m benchmarks.augmentation``.

The same network is trained with and without the preset ``digits``. Rounds are interleaved: in each,
both train an epoch, and they are compared within the round, so that what else the machine does
meets both alike. The first epochs, which compile, do not count. Beside the seconds on the clock
stand those of the processor, which other programs hardly change.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import machine, results
from benchmarks.digits import Digits, load_part, save_training_part
from denselab.augmentation import augmenter
from denselab.backend import jax, multiplies_bfloat16
from denselab.nets import logits_network
from denselab.settings import Augmentation, Precision, Settings
from denselab.study import AugmentationSettings, NetworkSettings, Study, TrainingSettings
from denselab.training import Trainer
from denselab.training.fresh import compiled

BATCHES = (256, 512)
WIDTHS = (1024, 1024)


@dataclass
class Epochs:
    """The epochs of one way to train, a value each.

    Attributes:
        seconds: On the clock.
        processor: Of all cores together.
    """

    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Pair:
    """Training without and with distortions, taking turns."""

    plain: Epochs
    distorted: Epochs

    @property
    def ratios(self) -> list[float]:
        """Seconds of a distorted epoch over those of the plain one in the same round."""
        return _ratios(self.distorted.seconds, self.plain.seconds)

    @property
    def processor_ratios(self) -> list[float]:
        """The same of the processor's seconds."""
        return _ratios(self.distorted.processor, self.plain.processor)


def _ratios(above: list[float], below: list[float]) -> list[float]:
    return [a / b for a, b in zip(above, below, strict=True)]


def main() -> None:
    """Run the rounds and keep the outcome; ``--quick`` is for trying the program itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--quick", action="store_true", help="one round, nothing kept")
    asked = parser.parse_args()
    facts = machine.describe()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "digits.npz"
        facts["data"] = save_training_part(data)
        digits = load_part(data, "train")
    pairs = run_rounds(1 if asked.quick else asked.rounds, digits)
    report = body(pairs)
    print(report)
    if not asked.quick:
        raw = {"batches": {str(batch): asdict(pair) for batch, pair in pairs.items()}}
        results.keep("augmentation", "What augmentation costs", report, facts, raw)


def run_rounds(rounds: int, digits: Digits) -> dict[int, Pair]:
    """Train an epoch each in turn, `rounds` times after a first one that compiles."""
    pairs = {batch: Pair(Epochs(), Epochs()) for batch in BATCHES}
    turns = [
        (batch, trainer(batch, distorted=distorted), pair.distorted if distorted else pair.plain)
        for batch, pair in pairs.items()
        for distorted in (False, True)
    ]
    for number in range(rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr)
        for batch, each, epochs in turns:
            seconds, processor = time.perf_counter(), time.process_time()
            each.fit(digits.x, digits.y, batch_size=batch, seed=number, verbose=0)
            if number:
                epochs.seconds.append(time.perf_counter() - seconds)
                epochs.processor.append(time.process_time() - processor)
    return pairs


def trainer(batch: int, *, distorted: bool) -> Trainer:
    """As `denselab.training.learn` makes it, but with all 784 pixels in either case."""
    study = Study(
        network=NetworkSettings(widths=WIDTHS),
        training=TrainingSettings(batch_size=batch, optimizer="adam"),
    )
    precision: Precision = "bfloat16" if multiplies_bfloat16() else "float32"
    settings = Settings.of(study, "mlp", precision)
    preset = Augmentation.of(AugmentationSettings(preset="digits"), "mnist")
    assert preset is not None
    return Trainer(
        compiled(logits_network(settings, 784, 10), settings, 50_000),
        prepare=_scaled,
        augment=augmenter(preset, 28, 28, tuple("0123456789")) if distorted else None,
        precision=precision,
    )


def _scaled(x: jax.Array) -> jax.Array:
    return x.astype("float32") / 255


def body(pairs: Mapping[int, Pair]) -> str:
    """The section's sentence and table."""
    rounds = len(next(iter(pairs.values())).ratios)
    text = (
        f"784-{'-'.join(map(str, WIDTHS))}-10, Adam, 50,000 samples whose pixels stay uint8 on the "
        "device, factors of products rounded to bfloat16 where the machine multiplies it natively; "
        "with the preset `digits` (rotation or shear, scale, shift, elastic) and without. Medians "
        f"over {rounds} interleaved rounds of an epoch each. × is a distorted epoch over the plain "
        "one of its round, with the smallest and the largest; the processor's seconds are those "
        "of all cores together."
    )
    columns = ["batch", "plain, s", "distorted, s", "×", "from–to", "× of the processor's seconds"]
    return f"{text}\n\n{results.table(columns, [_row(b, pair) for b, pair in pairs.items()])}"


def _row(batch: int, pair: Pair) -> list[str]:
    ratios = pair.ratios
    return [
        str(batch),
        f"{median(pair.plain.seconds):.2f}",
        f"{median(pair.distorted.seconds):.2f}",
        f"{median(ratios):.2f}",
        f"{min(ratios):.2f}–{max(ratios):.2f}",
        f"{median(pair.processor_ratios):.2f}",
    ]


if __name__ == "__main__":
    main()
