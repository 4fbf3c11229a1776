"""One axis of an image brought to another grid.

Responsible for the weights alone: a resampled image is the product ``down @ image @ across.T``.
"""

import numpy as np


def triangle_weights(side: int, new: int, first: float, step: float) -> np.ndarray:
    """How much each old pixel counts for each new one.

    A new pixel is the mean of the old ones around it, weighed by a triangle that is as wide as a
    pixel of the coarser of the two grids: what Pillow calls ``BILINEAR``. Beyond the old image
    everything is 0.

    Args:
        side: Number of old pixels.
        new: Number of new pixels.
        first: Middle of the first new pixel, in old pixels from the edge.
        step: How many old pixels apart the new ones lie.

    Returns:
        ``(new, side)`` float32.

    Example:
        >>> triangle_weights(side=2, new=4, first=0.25, step=0.5)
        array([[0.75, 0.  ],
               [0.75, 0.25],
               [0.25, 0.75],
               [0.  , 0.75]], dtype=float32)
    """
    middle = first + np.arange(new) * step  # of each new pixel, on the old grid
    reach = max(step, 1.0)
    before = max(0, int(np.ceil(reach - middle[0])))  # so many old pixels would lie beyond the
    after = max(0, int(np.ceil(middle[-1] + reach)) - side)  # image, all of them ground
    old = np.arange(-before, side + after) + 0.5
    triangle = np.maximum(1 - np.abs(old - middle[:, None]) / reach, 0)
    weights = triangle / triangle.sum(axis=1, keepdims=True)
    return weights[:, before : before + side].astype(np.float32)
