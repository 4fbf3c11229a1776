"""Small Runs of each kind of samples, and what they are asked."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import denselab
from denselab import Study

SMALL = {
    "networks": ["regularised"],
    "network": {"widths": [8]},
    "training": {"epochs": 2, "precision": "float32"},
}


def explored(folder: Path, **settings) -> denselab.Run:
    return denselab.explore(Study(**SMALL, **settings), out=folder / "run")


@pytest.fixture(scope="session")
def people(tmp_path_factory) -> Path:
    """A table that a network can learn: who is tall, by age and town."""
    rng = np.random.default_rng(0)
    rows = []
    for number in range(240):
        age, town = rng.integers(1, 90), rng.choice(["Rome", "Oslo", "Nice, la belle"])
        rows.append(f'{number},{age},"{town}",{"yes" if age > 40 else "no"}')
    file = tmp_path_factory.mktemp("people") / "people.csv"
    file.write_text("\n".join(["id,age,town,tall", *rows]) + "\n")
    return file


@pytest.fixture(scope="session")
def of_rows(people, tmp_path_factory) -> denselab.Run:
    data = {"source": str(people), "target": "tall", "drop": ["id"]}
    return explored(tmp_path_factory.mktemp("rows"), data=data)


@pytest.fixture(scope="session")
def of_texts(tmp_path_factory) -> denselab.Run:
    """From two seeds, as a committee."""
    folder = tmp_path_factory.mktemp("texts")
    good, bad = "a good and moving film", "a bad and boring film"
    lines = [f"{text} number {number},{label}" for number in range(60)
             for text, label in ((good, "pos"), (bad, "neg"))]  # fmt: skip
    (folder / "reviews.csv").write_text("\n".join(["review,mood", *lines]) + "\n")
    data = {"source": str(folder / "reviews.csv"), "target": "mood", "text": "review"}
    return explored(folder, data=data, final={"members": 2})


@pytest.fixture(scope="session")
def of_images(tmp_path_factory) -> denselab.Run:
    """Seen nine times each."""
    data = {"source": "mnist-5k"}
    return explored(tmp_path_factory.mktemp("images"), data=data, final={"views": "shifts"})


@pytest.fixture(scope="session")
def drawings(tmp_path_factory, mnist_5k) -> Path:
    """Ten digits as files, and one that is no image."""
    folder = tmp_path_factory.mktemp("drawings")
    for number in range(10):
        place = folder / "more" / f"{number}.png" if number > 7 else folder / f"{number}.png"
        place.parent.mkdir(exist_ok=True)
        Image.fromarray(mnist_5k.x_train[500 * number]).save(place)
    (folder / "broken.png").write_bytes(b"not an image")
    return folder
