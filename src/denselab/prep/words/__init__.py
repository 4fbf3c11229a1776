"""Texts to rows of numbers, a column a word: how often it occurs, and what that weighs."""

from denselab.prep.words.words import Words

__all__ = ["Words"]
