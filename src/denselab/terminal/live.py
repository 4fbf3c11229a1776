"""Progress as a view that renews itself in place, for terminals."""

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, Self

from rich.console import Console, Group, JustifyMethod, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from denselab.terminal.printable import printable
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
        self._leave(Text.assemble(("Run ", "bold"), printable(str(run))))

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
        line.add_row(Text("  !", "yellow"), printable(text))
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
            self._leave(Padding(Text(tally.outcome(), "dim"), (0, 0, 0, 4)))
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
            parts.append(_training_table(list(self._tallies.values()), self._console.width))
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


def _training_table(tallies: list[Tally], width: int) -> Table:
    """A row a network in training: where it is, how good it is, how long it may take."""
    shown = [column for column in COLUMNS if width >= column.least_width]
    table = Table(box=None, padding=(0, 1), header_style="dim", pad_edge=False)
    for column in shown:
        justify: JustifyMethod = "left" if column is COLUMNS[0] else "right"
        table.add_column(column.heading, justify=justify, no_wrap=True)
    for tally in tallies:
        table.add_row(*(column.cell(tally) for column in shown))
    return table


class Column(NamedTuple):
    """A column of the table, shown from so wide a terminal on."""

    heading: str
    cell: Callable[[Tally], RenderableType]
    least_width: int = 0


def _figure(name: str, form: str, style: str = "") -> Callable[[Tally], RenderableType]:
    def cell(tally: Tally) -> Text:
        value = tally.logs.get(name)
        return Text("–" if value is None else format(value, form), style)

    return cell


def _bar(tally: Tally) -> RenderableType:
    return ProgressBar(total=tally.epochs, completed=tally.epoch, width=10)


COLUMNS = (
    Column("   network", lambda tally: f"   {tally.model}"),
    Column("epoch", lambda tally: f"{tally.epoch}/{tally.epochs}"),
    Column("", _bar, least_width=90),
    Column("loss", _figure("loss", ".4f"), least_width=60),
    Column("val.", _figure("val_loss", ".4f", "bold")),
    Column("accuracy", _figure("accuracy", ".1%"), least_width=68),
    Column("val.", _figure("val_accuracy", ".1%", "bold")),
    Column("an epoch", lambda tally: duration(tally.pace), least_width=78),
    Column("left ≤", lambda tally: duration(tally.left)),
)
