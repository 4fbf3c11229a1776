"""One contender's process: ``python -m benchmarks.contenders NAME DATA.npz EPOCHS``.

Prints one line of JSON: the seconds of every epoch after the first, and the device used.
"""

import importlib
import json
import sys
from itertools import pairwise
from pathlib import Path

from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.digits import load_part


def main(name: str, data: str, epochs: str) -> None:
    """Train, and print what was measured."""
    contender = CONTENDERS[name]
    module, _, function = contender.function.partition(".")
    train = getattr(importlib.import_module(f"benchmarks.contenders.{module}"), function)
    ends = train(load_part(Path(data), "train"), int(epochs))
    seconds = [end - start for start, end in pairwise(ends)]
    print(json.dumps({"seconds": seconds, "device": _device(contender)}))


def _device(contender: Contender) -> str:
    """``"cpu"``, or the kind of accelerator that the contender's library took by itself."""
    library = sys.modules.get(contender.needs)
    if contender.needs == "jax" and library:
        return library.default_backend()
    if contender.needs == "torch" and library:
        return "gpu" if library.cuda.is_available() else "cpu"
    if contender.needs == "tensorflow" and library:
        return "gpu" if library.config.list_physical_devices("GPU") else "cpu"
    return "cpu"


if __name__ == "__main__":
    main(*sys.argv[1:])
