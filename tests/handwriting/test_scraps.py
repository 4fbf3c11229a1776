import numpy as np
import pytest
from scipy.ndimage import label

from denselab.handwriting import scraps
from denselab.handwriting.scraps import (
    HESITATION,
    SCRAWL,
    SLIMMEST,
    _bending,
    _hesitating,
    _pair,
    _part,
    _stain,
    _trimmed,
    _written,
)

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


@pytest.mark.parametrize(("line", "least"), [(_bending, SCRAWL), (_hesitating, HESITATION)])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_is_written_is_as_long_and_wide_as_asked(line, least, seed):
    drawn = []

    def remembered(rng):
        drawn.append(line(rng))
        return drawn[-1]

    _written(remembered, least, np.random.default_rng(seed))
    width, height = np.ptp(drawn[-1], axis=0)
    assert np.linalg.norm(np.diff(drawn[-1], axis=0), axis=1).sum() >= least * height
    assert width >= SLIMMEST * height


@pytest.mark.parametrize("seed", SEEDS)
def test_a_pen_that_hesitates_is_now_slower_now_faster(seed):
    speeds = np.linalg.norm(np.diff(_hesitating(np.random.default_rng(seed)), axis=0), axis=1)
    assert speeds.min() < speeds.max() / 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_stain_hangs_together(seed):
    ink = _stain(np.random.default_rng(seed))
    assert set(np.unique(ink)) == {0.0, 1.0}
    assert label(ink)[1] == 1
