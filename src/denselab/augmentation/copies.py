"""Distorted copies to look at, before a network learns from them."""

from collections.abc import Sequence

import numpy as np

from denselab.augmentation.augment import augmenter
from denselab.backend import jax
from denselab.seeds import stream
from denselab.settings import Augmentation

COPIES = 8


def copies(
    x: np.ndarray, y: np.ndarray, settings: Augmentation, classes: Sequence[str], seed: int = 0
) -> np.ndarray:
    """The first image of each class, and what a network would see of it in eight epochs.

    Args:
        x: ``(n, height, width)`` uint8.
        y: ``(n,)`` labels.
        settings: How strongly images are distorted.
        classes: Their names; a label indexes them.
        seed: The study's; feeds the stream ``copies``.

    Returns:
        ``(classes, 9, height, width)`` uint8, the image itself before its copies.

    Example:
        >>> stroke = np.eye(28, dtype=np.uint8)[None] * 255
        >>> copies(stroke, np.array([0]), Augmentation(flip=True), ["backslash"]).shape
        (1, 9, 28, 28)
    """
    labels = np.arange(len(classes))
    images = x[np.argmax(y == labels[:, None], axis=1)]  # (classes, height, width)
    height, width = images.shape[1:]
    augment = jax.jit(augmenter(settings, height, width, classes))
    key = np.array([stream(seed, "copies"), 0], np.uint32)
    rows = np.repeat(images, COPIES, axis=0).reshape(-1, height * width)
    distorted = np.rint(augment(rows, np.repeat(labels, COPIES), key)).astype(np.uint8)
    return np.concatenate([images[:, None], distorted.reshape(-1, COPIES, height, width)], axis=1)
