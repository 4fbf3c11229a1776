"""One image of any size and mode, as grey pixels, against what was drawn into it."""

import io
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from denselab.data.images import MOST_PIXELS, image_size, open_picture, read_image, read_picture
from denselab.errors import DataError

WHITE, BLACK = 255, 0
MEMORY = """
import sys
from pathlib import Path
from denselab.data.images import read_image

def most_megabytes():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

before = most_megabytes()
read_image(Path(sys.argv[1]), (28, 28))
print(most_megabytes() - before)
"""


def pattern(height: int = 20, width: int = 20) -> np.ndarray:
    """Black ink in the upper left quarter of white paper."""
    pixels = np.full((height, width), WHITE, np.uint8)
    pixels[2 : height // 2, 2 : width // 2] = BLACK
    return pixels


def saved(image: Image.Image, path, **options):
    image.save(path, **options)
    return path


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("1", "png"),
        ("L", "png"),
        ("L", "bmp"),
        ("P", "png"),
        ("P", "gif"),
        ("LA", "png"),
        ("RGB", "png"),
        ("RGB", "tiff"),
        ("RGB", "webp"),
        ("RGBA", "png"),
        ("CMYK", "tiff"),
        ("I;16", "png"),
        ("I;16", "tiff"),
        ("F", "tiff"),
    ],
)
def test_every_mode_shows_the_same_pattern(mode, suffix, tmp_path):
    grey = Image.fromarray(pattern())
    if mode == "I;16":
        image = Image.fromarray(pattern().astype(np.uint16) * 257)
    elif mode == "F":
        image = Image.fromarray(pattern().astype(np.float32) / 255)
    else:
        image = grey.convert(mode)
    options = {"lossless": True} if suffix == "webp" else {}
    path = saved(image, tmp_path / f"image.{suffix}", **options)
    assert Image.open(path).mode == mode
    assert np.array_equal(read_image(path, (20, 20)), pattern())
    assert np.array_equal(read_picture(path, 20), pattern())
    shown = open_picture(path, 20)
    assert shown.mode == "RGB"
    assert np.array_equal(shown, np.stack([pattern()] * 3, axis=2))


def test_pixels_of_the_right_shape_are_not_touched(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    path = saved(Image.fromarray(noise), tmp_path / "noise.png")
    assert np.array_equal(read_image(path, (28, 28)), noise)


def test_dark_sixteen_bit_pixels_stay_dark(tmp_path):
    path = saved(Image.fromarray(np.full((9, 9), 257 * 5, np.uint16)), tmp_path / "dark.png")
    assert np.unique(read_image(path, (9, 9))).tolist() == [5]


def test_sixteen_bit_pixels_are_rounded_to_the_nearest(tmp_path):
    deep = np.random.default_rng(0).integers(0, 2**16, (150, 20), dtype=np.uint16)
    path = saved(Image.fromarray(deep), tmp_path / "deep.png")
    assert np.array_equal(read_image(path, (150, 20)), np.rint(deep / 257))


@pytest.mark.parametrize("light", [False, True])
def test_what_is_half_transparent_is_laid_on_the_paper(light, tmp_path):
    rgba = np.random.default_rng(0).integers(0, 128, (20, 20, 4), dtype=np.uint8)
    rgba[..., :3] = rgba[..., :1] + 128 * light
    rgba[:10, :, 3] += 128
    grey, opacity = rgba[..., 0], rgba[..., 3] / 255
    expected = grey * opacity + (BLACK if light else WHITE) * (1 - opacity)
    seen = read_image(saved(Image.fromarray(rgba), tmp_path / "half.png"), (20, 20))
    assert np.abs(seen - expected).max() <= 1


def test_a_large_jpeg_looks_as_if_it_had_been_decoded_in_full(tmp_path):
    ramp = np.add.outer(np.arange(1200), np.arange(900)) // 9  # (1200, 900)
    image = Image.fromarray(ramp.astype(np.uint8))
    lossy = saved(image.convert("RGB"), tmp_path / "large.jpg", quality=95)
    exact = saved(image, tmp_path / "large.png")
    difference = read_image(lossy, (28, 21)).astype(int) - read_image(exact, (28, 21))
    assert np.abs(difference).max() <= 4


@pytest.mark.parametrize("mode", ["RGBA", "I;16"])
def test_a_small_file_cannot_take_much_memory(mode, tmp_path):
    if not Path("/proc/self/status").exists():
        pytest.skip("only Linux tells the most memory that a process has held")
    path = saved(Image.new(mode, (7000, 7000)), tmp_path / "bomb.png", compress_level=1)
    assert path.stat().st_size < 2**20
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, path], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 500


@pytest.mark.parametrize(("ink", "paper"), [(BLACK, WHITE), (WHITE, BLACK)])
def test_ink_on_nothing_stays_visible(ink, paper, tmp_path):
    rgba = np.zeros((20, 20, 4), np.uint8)
    rgba[5:9, 5:9] = (ink, ink, ink, 255)
    seen = read_image(saved(Image.fromarray(rgba), tmp_path / "ink.png"), (20, 20))
    assert seen[6, 6] == ink
    assert seen[0, 0] == paper


def test_lightness_is_what_is_grey_in_lab(tmp_path):
    neutral = Image.new("L", (20, 20), 128)
    image = Image.merge("LAB", (Image.fromarray(pattern()), neutral, neutral))
    path = saved(image, tmp_path / "lab.tiff")
    assert Image.open(path).mode == "LAB"
    assert np.array_equal(read_image(path, (20, 20)), pattern())


def test_a_transparent_palette_colour_is_paper(tmp_path):
    image = Image.fromarray(pattern()).convert("P")
    path = saved(image, tmp_path / "palette.png", transparency=image.getpixel((19, 19)))
    assert np.array_equal(read_image(path, (20, 20)), pattern())


@pytest.mark.parametrize(
    ("orientation", "undo"),
    [
        (1, lambda a: a),
        (2, np.fliplr),
        (3, lambda a: np.rot90(a, 2)),
        (4, np.flipud),
        (5, np.transpose),
        (6, lambda a: np.rot90(a, 1)),
        (7, lambda a: np.rot90(a.T, 2)),
        (8, lambda a: np.rot90(a, -1)),
    ],
)
def test_a_photograph_is_turned_upright(orientation, undo, tmp_path):
    upright = pattern(20, 12)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(Image.fromarray(undo(upright)), tmp_path / "photo.png", exif=exif)
    assert image_size(path) == (20, 12)
    assert np.array_equal(read_image(path, (20, 12)), upright)
    assert np.array_equal(read_picture(path, 20), upright)
    assert open_picture(path, 20).size == (12, 20)


def test_proportions_are_kept_on_the_borders_colour(tmp_path):
    path = saved(Image.fromarray(np.full((10, 40), 200, np.uint8)), tmp_path / "wide.png")
    square = read_image(path, (20, 20))
    assert square.shape == (20, 20)
    assert np.unique(square).tolist() == [200]

    tall = pattern(40, 20)
    shrunk = read_image(saved(Image.fromarray(tall), tmp_path / "tall.png"), (20, 20))
    ink_rows, ink_columns = np.nonzero(shrunk < 128)
    assert np.ptp(ink_rows) > 1.5 * np.ptp(ink_columns)  # was 18 by 8, is 9 by 4
    assert (shrunk[:, [0, -1]] == WHITE).all()


@given(
    position=st.integers(0, 10_000),
    flip=st.integers(1, 255),
    cut=st.integers(0, 400),
    suffix=st.sampled_from(["png", "jpg", "gif", "bmp", "tiff", "webp", "ppm", "ico"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_gives_pixels_or_one_line(position, flip, cut, suffix, tmp_path):
    path = saved(Image.fromarray(pattern()).convert("RGB"), tmp_path / f"image.{suffix}")
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= flip
    path.write_bytes(data[: max(0, len(data) - cut)])
    message = None
    try:
        assert read_image(path, (8, 8)).shape == (8, 8)
        assert read_picture(path, 8).ndim == len(image_size(path)) == 2
    except DataError as error:
        message = str(error)
    assert message is None or (str(path) in message and "\n" not in message)


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000])
def test_a_bomb_is_refused_before_it_is_decoded(side, tmp_path, monkeypatch):
    """Pillow itself warns from 89 megapixels on and refuses from 179; all are too large here."""
    path = tmp_path / "bomb.png"
    Image.new("1", (100, 100)).save(path)
    data = bytearray(path.read_bytes())
    data[16:24] = side.to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    path.write_bytes(data)
    assert side**2 > MOST_PIXELS
    for read in (image_size, lambda path: read_image(path, (8, 8))):
        with pytest.raises(
            DataError, match=f"at most 50,000,000 pixels|{side**2} pixels"
        ) as caught:
            read(path)
        assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"text", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_image_is_named(content, tmp_path):
    path = tmp_path / "no-image.png"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"no-image\.png: cannot be read as an image"):
        read_image(path, (8, 8))


def test_pixels_out_of_range_are_refused(tmp_path):
    path = saved(Image.fromarray(np.full((9, 9), -1.0, np.float32)), tmp_path / "negative.tiff")
    with pytest.raises(DataError, match="0-1, found -1 to -1"):
        read_image(path, (9, 9))


@given(height=st.integers(1, 90), width=st.integers(1, 90), longest=st.integers(1, 60))
def test_a_picture_keeps_its_proportions_and_is_never_enlarged(height, width, longest):
    file = io.BytesIO()
    Image.new("L", (width, height), 90).save(file, "png")
    pixels = read_picture(file.getvalue(), longest)
    scale = min(1.0, longest / max(height, width))
    assert pixels.shape == pytest.approx((height * scale, width * scale), abs=1)
    assert max(pixels.shape) <= longest
    assert np.unique(pixels).tolist() == [90]


def test_a_picture_is_read_alike_from_a_file_and_from_what_it_holds(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (30, 50), dtype=np.uint8)
    path = saved(Image.fromarray(noise), tmp_path / "noise.png")
    for longest in (50, 25):
        assert np.array_equal(read_picture(path, longest), read_picture(path.read_bytes(), longest))
    assert image_size(path) == image_size(path.read_bytes()) == (30, 50)
    assert np.array_equal(read_picture(path, 50), noise)


def test_a_picture_keeps_its_colours(tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (30, 50, 3), dtype=np.uint8)
    path = saved(Image.fromarray(colours), tmp_path / "colours.png")
    assert np.array_equal(open_picture(path, 50), colours)
