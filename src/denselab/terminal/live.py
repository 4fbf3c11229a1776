"""Progress as a view that renews itself in place, for terminals."""

import math
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from denselab.terminal.tally import Tally, duration
from denselab.terminal.transfer import Transfer

#: Often enough to seem alive, seldom enough to leave the cores to the training.
RENEWALS_PER_SECOND = 5


class LiveProgress:
    """An Observer that shows the present stage in place and leaves a line of each past one.

    Epochs may come from several threads, of several networks at a time.

    Args:
        console: The terminal, which is taken for the length of a ``with`` block.

    Attributes:
        run: The Run that is observed, once it has begun.
    """

    def __init__(self, console: Console) -> None:
        self.run: Path | None = None
        self._console = console
        # Whatever is written goes through this lock: rich's own refreshing thread and a print
        # from another one can each move the cursor from where the other has just been.
        self._lock = threading.RLock()
        self._over = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._spinner = Spinner("dots", style="cyan")
        self._stage: tuple[str, int, int] | None = None
        self._began = time.monotonic()
        self._tallies: dict[str, Tally] = {}
        self._transfer: Transfer | None = None
        self._live = Live(
            console=console,
            get_renderable=self._view,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
        )

    def __enter__(self) -> Self:
        self._live.start()
        self._ticker.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._over.set()
        self._ticker.join()
        if kind is None:
            self._finish_stage()
        self._live.stop()

    def begin(self, run: Path) -> None:
        self.run = run
        self._leave(Text.assemble(("Run ", "bold"), str(run)))

    def stage(self, name: str, number: int, total: int) -> None:
        with self._lock:
            self._finish_stage()
            self._stage, self._began = (name, number, total), time.monotonic()

    def epoch(
        self, model: str, epoch: int, epochs: int, logs: Mapping[str, float], seconds: float
    ) -> None:
        with self._lock:
            self._tallies.setdefault(model, Tally(model)).add(epoch, epochs, logs, seconds)

    def note(self, text: str) -> None:
        line = Table.grid(padding=(0, 1))
        line.add_row(Text("  !", "yellow"), text)
        self._leave(line)

    def download(self, file: str, done: int, total: int | None) -> None:
        with self._lock:
            if self._transfer is None or self._transfer.file != file:
                self._transfer = Transfer(file)
            self._transfer.add(done, total)
            if done == total:
                self._transfer = None

    def _finish_stage(self) -> None:
        """Leaves a line of the stage that ends, and one of each network that it trained."""
        if self._stage is not None:
            name, number, _ = self._stage
            took = f"  {duration(time.monotonic() - self._began)}"
            self._leave(Text.assemble(("✓ ", "green"), f"{number} {name}", (took, "dim")))
        for tally in self._tallies.values():
            self._leave(Text(f"    {tally.outcome()}", "dim"))
        self._tallies.clear()
        self._transfer = None

    def _leave(self, line: RenderableType) -> None:
        """Writes a line above the view, where it stays."""
        with self._lock:
            self._console.print(line)

    def _tick(self) -> None:
        while not self._over.wait(1 / RENEWALS_PER_SECOND):
            with self._lock:
                self._live.refresh()

    def _view(self) -> RenderableType:
        parts: list[RenderableType] = [self._headline()]
        if self._transfer is not None:
            parts.append(_transfer_bar(self._transfer))
        if self._tallies:
            parts.append(_training_table(list(self._tallies.values())))
        return Group(*parts)

    def _headline(self) -> RenderableType:
        passed = Text(f" {time.monotonic() - self._began:.0f} s", "dim")
        line = Table.grid(padding=(0, 1))
        if self._stage is None:
            line.add_row(self._spinner, Text("getting ready"), passed)
        else:
            name, number, total = self._stage
            line.add_row(
                self._spinner, Text(f"{number}/{total}", "cyan"), Text(name, "bold"), passed
            )
        return line


def _transfer_bar(transfer: Transfer) -> RenderableType:
    line = Table.grid(padding=(0, 1))
    bar = ProgressBar(total=transfer.total, completed=transfer.done, width=20)
    line.add_row("   ", bar, Text(transfer.now(), no_wrap=True, overflow="ellipsis"))
    return line


def _training_table(tallies: list[Tally]) -> Table:
    """A row a network in training: where it is, how good it is, how long it may take."""
    table = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False)
    table.add_column("   network", no_wrap=True)
    table.add_column("epoch", justify="right", no_wrap=True)
    table.add_column("")
    for heading in ("loss", "val.", "accuracy", "val.", "an epoch", "left ≤"):
        table.add_column(heading, justify="right", no_wrap=True)
    for tally in tallies:
        table.add_row(*_training_row(tally))
    return table


def _training_row(tally: Tally) -> list[RenderableType]:
    loss, val_loss, accuracy, val_accuracy = (
        tally.logs.get(name, math.nan) for name in ("loss", "val_loss", "accuracy", "val_accuracy")
    )
    return [
        f"   {tally.model}",
        f"{tally.epoch}/{tally.epochs}",
        ProgressBar(total=tally.epochs, completed=tally.epoch, width=10),
        f"{loss:.4f}",
        Text(f"{val_loss:.4f}", "bold"),
        f"{accuracy:.1%}",
        Text(f"{val_accuracy:.1%}", "bold"),
        duration(tally.pace),
        duration(tally.left),
    ]
