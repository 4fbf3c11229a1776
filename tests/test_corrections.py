import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from denselab.corrections import FOLDER, count_corrections, keep_correction, read_corrections
from denselab.data import load
from denselab.errors import DataError
from denselab.files import TEMPORARY
from denselab.study import DataSettings

SHAPE = (28, 28)
LABELS = st.sampled_from([*"0123456789", "?", "a/b", "..", "50%"])
IMAGES = hnp.arrays(np.uint8, SHAPE, elements=st.integers(0, 255), fill=st.just(0))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.lists(st.tuples(IMAGES, LABELS), max_size=6))
def test_all_that_was_kept_is_read(kept, tmp_path_factory):
    run = tmp_path_factory.mktemp("run")
    for image, label in kept:
        keep_correction(run, image, label)
    newest = {}
    for image, label in kept:
        newest.pop(image.tobytes(), None)
        newest[image.tobytes()] = label
    images, labels = read_corrections(run, SHAPE)
    assert [image.tobytes() for image in images] == list(newest)
    assert labels == list(newest.values())
    assert images.shape == (len(newest), *SHAPE)
    assert count_corrections(run) == len(kept)


def test_nothing_is_overwritten(tmp_path):
    image = np.zeros(SHAPE, np.uint8)
    files = {keep_correction(tmp_path, image, "7") for _ in range(50)}
    assert len(files) == 50
    assert all(file.parent == tmp_path / FOLDER / "7" for file in files)


def test_what_a_crash_left_half_written_is_passed_over(tmp_path):
    file = keep_correction(tmp_path, np.ones(SHAPE, np.uint8), "3")
    (file.parent / f"{TEMPORARY}x.png").write_bytes(file.read_bytes()[:20])
    images, labels = read_corrections(tmp_path, SHAPE)
    assert labels == ["3"]
    assert (images == 1).all()


def test_what_is_no_such_image_is_refused(tmp_path):
    place = tmp_path / FOLDER / "3"
    place.mkdir(parents=True)
    Image.new("L", (10, 20)).save(place / "odd.png")
    with pytest.raises(DataError, match=r"odd\.png: must be 28×28 pixels, found 10×20"):
        read_corrections(tmp_path, SHAPE)
    (place / "odd.png").write_bytes(b"no image")
    with pytest.raises(DataError, match="cannot be read"):
        read_corrections(tmp_path, SHAPE)


def test_they_are_a_folder_of_images_to_be_explored(tmp_path):
    rng = np.random.default_rng(0)
    for label in "12" * 4:
        keep_correction(tmp_path, rng.integers(0, 256, SHAPE, np.uint8), label)
    raw = load(DataSettings(source=str(tmp_path / FOLDER)))
    images, labels = read_corrections(tmp_path, SHAPE)
    explored = {x.tobytes(): raw.classes[y] for x, y in zip(raw.x_train, raw.y_train, strict=True)}
    assert explored == {x.tobytes(): y for x, y in zip(images, labels, strict=True)}
