"""How training images are distorted."""

from typing import Annotated, Literal

from pydantic import Field

from denselab.study.group import Group
from denselab.study.values import Pixels, Rate


class AugmentationSettings(Group):
    """How the training images of the regularised network are distorted, anew in every epoch.

    Attributes:
        preset: ``"digits"``, ``"clothing"``, ``"images"``; ``"auto"`` chooses by the data,
            ``"none"`` begins from nothing. What follows changes single values of a preset.
        rotation: Up to so many degrees, either way.
        shear: A slant of up to so many degrees; with both, an image is either turned or slanted.
        scale: Height and width are each stretched or shrunk by up to this share.
        shift: In pixels, along each axis.
        elastic: Scale of the elastic distortion (Simard et al. 2003), in pixels.
        smoothness: Standard deviation of the Gaussian filter that smooths it, in pixels.
        noise: Standard deviation of normal noise, as a share of full brightness.
        erase: Largest side of an erased rectangle, as a share of the image's.
        flip: Whether half of the images are mirrored.
        gentle: Classes that are rotated and sheared half as much, by name.
    """

    _prefix = "augmentation."
    preset: Literal["none", "auto", "digits", "clothing", "images"] = "none"
    rotation: Annotated[float, Field(ge=0, le=180)] | None = None
    shear: Annotated[float, Field(ge=0, le=60)] | None = None
    scale: Rate | None = None
    shift: Pixels | None = None
    elastic: Pixels | None = None
    smoothness: Annotated[float, Field(ge=0.1, le=1000)] | None = None
    noise: Annotated[float, Field(ge=0, le=1)] | None = None
    erase: Rate | None = None
    flip: bool | None = None
    gentle: Annotated[tuple[str, ...], Field(strict=False)] | None = None
