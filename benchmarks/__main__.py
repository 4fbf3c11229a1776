"""All benchmarks, one after the other, each in a process of its own: ``make bench``.

Some keep to one core, which those after them in the same process would have to do as well.
"""

import subprocess
import sys

NAMES = (
    "epoch_time",
    "where_time_goes",
    "augmentation",
    "members",
    "first_result",
    "whole_study",
    "reviews",
    "million_rows",
    "regularisers",
    "stopping",
    "transfer",
    "serving",
    "adapting",
)

if __name__ == "__main__":
    for name in NAMES:
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
