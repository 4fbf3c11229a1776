"""The Run: a folder with a network, its preprocessing, the evidence, and a report.

Responsible for where everything lies, for writing it whole, and for never overwriting what is
finished. `RunWriter` is the exploration's side, `Run` everybody else's, who only read.
"""

from denselab.runs.draft import write_whole_run
from denselab.runs.folder import is_finished, list_runs
from denselab.runs.history import read_history
from denselab.runs.newest import newest_first, open_run
from denselab.runs.run import Run
from denselab.runs.writer import RunWriter

__all__ = [
    "Run",
    "RunWriter",
    "is_finished",
    "list_runs",
    "newest_first",
    "open_run",
    "read_history",
    "write_whole_run",
]
