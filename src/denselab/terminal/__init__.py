"""What a person sees on a terminal: progress, the look at data, the list of Runs.

Responsible for words, tables and colour, from facts that others found. It computes nothing,
parses nothing and ends no process. rich is imported only where something is drawn with it.
"""

from denselab.terminal.printable import printable
from denselab.terminal.progress import Progress, progress

__all__ = ["Progress", "printable", "progress"]
