import numpy as np
import pytest
from scipy.ndimage import label

from denselab.handwriting import scraps
from denselab.handwriting.scraps import SLIMMEST, _pair, _part, _stain, _trimmed

SEEDS = range(12)


def test_scraps_are_images_and_none_is_blank():
    images = scraps(40, np.random.default_rng(0))
    assert images.shape == (40, 28, 28)
    assert images.dtype == np.uint8
    assert (images.max(axis=(1, 2)) > 200).all()
    assert ((images > 127).mean(axis=(1, 2)) > 0.01).all()
    assert len(np.unique(images.reshape(40, -1), axis=0)) == 40


def test_the_seed_decides():
    one, same, other = (scraps(16, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_none_is_no_scrap():
    assert scraps(0, np.random.default_rng(0)).shape == (0, 28, 28)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pair_is_two_digits_wide(seed):
    ink = _pair(np.random.default_rng(seed))
    assert (ink > 0.5).any()
    halves = np.array_split(ink, 2, axis=1)
    assert all((half > 0.5).sum() > 0.1 * (ink > 0.5).sum() for half in halves)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_part_is_no_line_that_could_be_a_1(seed):
    part = _trimmed(_part(np.random.default_rng(seed)))
    assert part.shape[1] >= SLIMMEST * len(part) or part.shape == (120, 120)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stain_hangs_together(seed):
    ink = _stain(np.random.default_rng(seed))
    assert set(np.unique(ink)) == {0.0, 1.0}
    assert label(ink)[1] == 1
