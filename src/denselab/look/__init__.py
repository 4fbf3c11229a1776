"""Looking at a data set before anything is learned from it: facts, pictures to draw, warnings.

Responsible for numbers and arrays only; the report draws them. Test labels are never read: of
the test part only its size and the hashes of its samples are used.
"""

from denselab.look.duplicates import count_conflicts, count_duplicates
from denselab.look.look import Look, look
from denselab.look.pixels import pixel_statistics

__all__ = ["Look", "count_conflicts", "count_duplicates", "look", "pixel_statistics"]
