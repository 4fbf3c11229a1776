"""The same image seen from several places: what a network may be shown to decide in the mean.

Nothing is drawn at random here, and no label is needed: these are for judging and serving.
"""

import math
from itertools import product
from typing import NamedTuple

import numpy as np

from denselab.augmentation.places import affine_basis, centre
from denselab.augmentation.warp import warp
from denselab.backend import jax
from denselab.study import Views

jnp = jax.numpy


class View(NamedTuple):
    """How far an image is moved (pixels), turned (degrees) and enlarged before it is shown."""

    down: float = 0.0
    right: float = 0.0
    turned: float = 0.0
    enlarged: float = 1.0


_SHIFTS = [View(down, right) for down, right in product((-1.0, 0.0, 1.0), repeat=2)]
_POSES = [View(0.0, 0.0, *pose) for pose in product((-8.0, 0.0, 8.0), (0.92, 1.0, 1.08))]
#: Each contains the image as it is, once.
VIEWS: dict[Views, list[View]] = {
    "one": [View()],
    "shifts": _SHIFTS,
    "poses": _SHIFTS + [view for view in _POSES if view != View()],
}


def seen(images: jax.Array, view: View, height: int, width: int) -> jax.Array:
    """The images from a view: ``(batch, height * width)`` uint8 → the same shape, float32.

    Example:
        >>> seen(jnp.array([[7, 8, 9]], "uint8"), View(right=1.0), 1, 3)
        Array([[7., 7., 8.]], dtype=float32)
    """
    cos, sin = math.cos(math.radians(view.turned)), math.sin(math.radians(view.turned))
    turn = np.array([[cos, -sin], [sin, cos]]) / view.enlarged
    shift = centre(height, width) - [[view.down], [view.right]]  # (2, 1)
    places = np.concatenate([turn, shift], axis=1) @ affine_basis(height, width)
    places = jnp.asarray(places[:, None], "float32")  # (2, 1, height * width)
    rows, columns = jnp.broadcast_to(places, (2, len(images), height * width))
    return warp(images.reshape(-1, height, width), rows, columns)
