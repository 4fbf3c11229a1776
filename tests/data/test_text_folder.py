"""A folder of texts, one sub-folder a class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from denselab.data.text_folder import holds_texts, load_text_folder
from denselab.errors import DataError

REVIEWS = {"neg": ["dull", "awful", "bad"], "pos": ["good", "fine", "<br />great"]}


@pytest.fixture
def written(tmp_path):
    """``written({"train/pos": ["text", b"bytes"], ...})`` makes such a folder."""

    def make(classes):
        folder = tmp_path / "reviews"
        folder.mkdir()
        for place, texts in classes.items():
            (folder / place).mkdir(parents=True)
            for number, text in enumerate(texts):
                content = text if isinstance(text, bytes) else text.encode()
                (folder / place / f"{number}.txt").write_bytes(content)
        return folder

    return make


def under(part, classes=REVIEWS):
    return {f"{part}/{name}": texts for name, texts in classes.items()}


def test_sub_folders_are_classes(written):
    folder = written(REVIEWS)
    (folder / "pos" / "notes.md").write_text("no text")
    (folder / "pos" / ".hidden.txt").write_text("nor this")
    (folder / "README.txt").write_text("nor this")
    (folder / ".cache").mkdir()
    raw = load_text_folder(folder)
    assert (raw.name, raw.classes) == ("reviews", ("neg", "pos"))
    assert raw.x_train.tolist() == [*REVIEWS["neg"], *REVIEWS["pos"]]
    assert raw.y_train.tolist() == [0, 0, 0, 1, 1, 1]
    assert (raw.x_train.dtype, raw.y_train.dtype) == (object, np.int32)
    assert raw.x_test is None


def test_train_and_test_are_parts_and_what_has_no_label_is_passed_over(written):
    test = {"pos": ["nice"], "unsup": ["who knows"]}
    folder = written(under("train") | under("test", test) | {"train/unsup": ["who", "knows"]})
    (folder / "train" / "urls_pos.txt").write_text("http://")
    raw = load_text_folder(folder)
    assert raw.classes == ("neg", "pos")
    assert len(raw.x_train) == 6
    assert (raw.x_test.tolist(), raw.y_test.tolist()) == (["nice"], [1])
    assert (raw.x_test.dtype, raw.y_test.dtype) == (object, np.int32)


def test_a_training_part_may_stand_alone(written):
    raw = load_text_folder(written(under("train")))
    assert (raw.classes, raw.x_test) == (("neg", "pos"), None)


def test_a_class_may_be_called_train(written):
    raw = load_text_folder(written({"plane": ["wing"] * 3, "train": ["rail"] * 3}))
    assert raw.classes == ("plane", "train")


@given(texts=st.lists(st.text(), min_size=6, max_size=6))
def test_a_text_is_what_stands_in_its_file(texts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    for number, text in enumerate(texts):
        place = folder / "ab"[number % 2]
        place.mkdir(exist_ok=True)
        (place / f"{number}.TXT").write_bytes(text.encode("utf-8-sig"))
    assert load_text_folder(folder).x_train.tolist() == texts[0::2] + texts[1::2]


@pytest.mark.parametrize(
    ("classes", "rule"),
    [
        ({}, "reviews: needs one sub-folder of .txt files a class, found no text"),
        ({"pos": [], "neg": []}, "found no text"),
        ({"pos": ["a"] * 5}, "two classes are needed, found only 'pos'"),
        ({"pos": ["a"] * 5, "neg": ["b"]}, "at least 3 examples .* found 1 of class 'neg'"),
        ({"pos": ["a"] * 3, "neg": ["b"] * 3, "no": []}, "found 0 of class 'no'"),
        (under("train") | {"test/odd": ["a"]}, "test/odd: a class must have training texts"),
        (under("train") | {"test/pos": []}, "test: needs .* found no text"),
        ({"pos": ["a"] * 3, "neg": ["b", b"caf\xe9", "c"]}, r"neg/1\.txt: .*0xe9 after 3 others"),
    ],
)
def test_says_place_rule_and_value(classes, rule, written):
    folder = written(classes)
    with pytest.raises(DataError, match=rule) as caught:
        load_text_folder(folder)
    assert str(folder) in str(caught.value)


def test_what_cannot_be_read_is_named(written):
    folder = written(REVIEWS)
    (folder / "pos" / "9.txt").mkdir()
    with pytest.raises(DataError, match=r"pos/9\.txt: cannot be read: Is a directory"):
        load_text_folder(folder)


@pytest.mark.parametrize("name", ["a\nb", "a\x1b[31mb"])
def test_a_name_that_cannot_be_written_is_refused(name, written):
    with pytest.raises(DataError, match="without control characters"):
        load_text_folder(written(REVIEWS | {name: ["a"] * 3}))


def test_a_folder_holds_texts_where_most_of_its_files_are(written):
    folder = written(under("train"))
    assert holds_texts(folder)
    assert holds_texts(folder / "train")
    for number in range(6):
        (folder / "train" / "pos" / f"{number}.png").write_bytes(b"a picture with its caption")
    assert not holds_texts(folder)
    (folder / "train" / "pos" / "6.TXT").write_text("one more")
    assert holds_texts(folder)
    assert not holds_texts(folder / "train" / "pos")
