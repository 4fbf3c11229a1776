"""Distorted copies of images, made fresh for every sample and epoch inside the compiled epoch.

Responsible for geometry and its random draws; how strongly a data set may be distorted is said by
`denselab.settings`, and when it happens by `denselab.training`.
"""

from denselab.augmentation.augment import Augment, augmenter
from denselab.augmentation.copies import copies
from denselab.augmentation.views import VIEWS, View, seen

__all__ = ["VIEWS", "Augment", "View", "augmenter", "copies", "seen"]
