"""Reading: the digits in photographs, scans and drawings.

Reads a Run and a picture. What a digit looks like is known to the network of the Run alone; finding
ink, lines and single digits needs nothing that was learned.
"""

from denselab.recognise.annotate import check_free, write_annotated
from denselab.recognise.reader import Reader, open_run_of_digits, reads_digits
from denselab.recognise.reading import Digit, Reading

__all__ = [
    "Digit",
    "Reader",
    "Reading",
    "check_free",
    "open_run_of_digits",
    "reads_digits",
    "write_annotated",
]
