"""Named random streams: one seed given by the user feeds every source of chance in a study.

Responsible for deriving the streams, not for drawing from them. Each use of chance ("init",
"shuffle", "dropout", "split") takes the stream of its own name, so that adding a draw in one
place never changes what another place draws.
"""

import hashlib

import numpy as np


def stream(seed: int, name: str) -> int:
    """The seed of the stream called ``name``: the same on every machine and in every process.

    Args:
        seed: The study's seed, a non-negative integer of any size.
        name: What the stream is for, e.g. ``"split"``; any text.

    Returns:
        A 32-bit integer in ``[0, 2**32)``.

    Raises:
        ValueError: if ``seed`` is negative.

    Example:
        >>> stream(0, "split") == stream(0, "split")
        True
        >>> stream(0, "split") == stream(0, "shuffle")
        False
    """
    if seed < 0:
        raise ValueError(f"seed must be a non-negative integer, got {seed}")
    # Python salts hash() of a text anew in each process, so a digest stands in for it.
    name_hash = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    return int(np.random.SeedSequence((seed, name_hash)).generate_state(1)[0])
