"""One line an epoch, for who calls `denselab.fit` at a prompt or in a notebook."""

import sys
import time
from typing import Any

from denselab.backend import keras


class EpochLines(keras.callbacks.Callback):
    """Prints each epoch's number, seconds and metrics on standard output."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        seconds = time.perf_counter() - self._began
        figures = "  ".join(f"{name} {value:.4f}" for name, value in (logs or {}).items())
        of = self.params["epochs"]
        sys.stdout.write(f"Epoch {epoch + 1}/{of}  {seconds:.2f} s  {figures}\n")
