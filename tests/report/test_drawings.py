"""The other figures are read back and compared with the facts they were drawn from."""

import base64
import math
import re

import numpy as np
import pytest

from denselab.evaluation import wilson
from denselab.report import figures
from denselab.report.calibration import reliability
from denselab.report.colours import DARK, LIGHT
from denselab.report.confusion import confusion_matrix
from denselab.report.counts import class_counts
from denselab.report.diagram import network_diagram
from denselab.report.intervals import WIDTH, Row, dots
from denselab.report.shares import Share
from denselab.report.svg import text_width
from denselab.report.waterfall import LossShares, waterfall
from tests.report.reading import SVG, find, parse, read, words
from tests.report.runs import layers


def test_dots_and_whiskers_stand_at_share_and_interval():
    shares = [Share.of(0.93, 1000), Share.of(0.984, 500)]
    rows = [Row("slp", shares[0]), Row("mlp", shares[1])]
    root = parse(dots("comparison", "t", "c", "accuracy (%)", rows))
    for share, mark in zip(shares, find(root, "circle"), strict=True):
        y = mark.get("cy")
        (whisker,) = find(root, "line", y1=y, y2=y)
        drawn = [float(mark.get("cx")), float(whisker.get("x1")), float(whisker.get("x2"))]
        expected = [100 * share.value, 100 * share.low, 100 * share.high]
        np.testing.assert_allclose(read(root, "x", np.array(drawn)), expected, atol=0.05)


def test_a_yardstick_far_off_is_pointed_at_and_does_not_stretch_the_scale():
    rows = [Row("majority", Share.of(0.1, 1000), anchored=False), Row("mlp", Share.of(0.98, 1000))]
    root = parse(dots("comparison", "t", "c", "accuracy (%)", rows))
    assert "off the scale" in [words(text) for text in find(root, "text")]
    assert len(find(root, "circle")) == 1
    assert read(root, "x", 60.0) > 90


def test_long_labels_stand_in_whole_lines_between_their_rows_and_the_ones_above():
    labels = ["learning rate 0.001, batch 128, one_cycle, averaging 0.999, dropout 0.25", "short"]
    root = parse(dots("s", "t", "c", "x", [Row(label, Share.of(0.9, 1000)) for label in labels]))
    marks = [float(mark.get("cy")) for mark in find(root, "circle")]
    lines = [text for text in find(root, "text") if text.find(f"{SVG}title") is not None]
    assert all(text_width(words(line)) <= WIDTH for line in lines)
    first, second, short = lines
    assert f"{words(first)} {words(second)}" == labels[0]
    heights = [float(line.get("y")) for line in lines]
    assert heights[0] < heights[1] < marks[0] < heights[2] < marks[1]
    assert words(short) == "short"


def test_what_was_not_measured_is_said_so():
    root = parse(dots("search", "t", "c", "x", [Row("diverged", None)]))
    assert "not measured" in [words(text) for text in find(root, "text")]


def test_bars_are_as_long_as_their_counts():
    counts = {"training": [400, 120, 7], "validation": [100, 30, 2]}
    root = parse(class_counts(["a", "b", "c"], counts))
    bars = find(root, "rect", height="10")[2:]  # the first two are the legend
    ends = np.array([float(bar.get("x")) + float(bar.get("width")) for bar in bars])
    np.testing.assert_allclose(read(root, "x", ends), [400, 100, 120, 30, 7, 2], atol=0.5)


def test_the_rows_lead_from_the_reported_loss_to_the_validation_loss():
    shares = {"moving_weights": 0.02, "dropout": 0.06, "augmentation": -0.01}
    root = parse(waterfall(LossShares("tuned", 0.12, shares, 0.08)))
    bars = find(root, "rect", height="14")
    starts = np.array([float(bar.get("x")) for bar in bars])
    ends = starts + [float(bar.get("width")) for bar in bars]
    expected = [
        (0, 0.12),
        (0.1, 0.12),
        (0.04, 0.1),
        (0.04, 0.05),
        (0, 0.05),
        (0.05, 0.08),
        (0, 0.08),
    ]
    drawn = np.stack([read(root, "x", starts), read(root, "x", ends)], axis=1)
    np.testing.assert_allclose(drawn, expected, atol=1e-3)
    said = [words(text) for text in find(root, "text")]
    assert {"−0.02", "−0.06", "+0.01", "+0.03", "0.05"} <= set(said)


@pytest.mark.parametrize(
    ("changes", "has_ring"),
    [
        ({}, False),
        ({"settings": {"averaging": 0.999}}, True),
        *(
            ({"loss_steps": {"moving_weights": 0.2, step: 0.1}}, True)
            for step in ("adversarial", "dropout", "penalties", "label_smoothing", "augmentation")
        ),
    ],
)
def test_a_ring_stands_where_training_was_not_measured_as_validation_was(
    draft, tmp_path, changes, has_ring
):
    models = draft.summary["models"]
    changed = [model | changes if model["name"] == "mlp" else model for model in models]
    drawn = figures(draft.with_summary(models=changed).write(tmp_path / "run"))
    for metric in ("loss", "accuracy"):
        rings = find(parse(drawn[f"{metric}-mlp"]), "circle", fill="var(--paper)")
        assert len(rings) == has_ring


def test_every_cell_of_the_confusion_matrix_holds_its_count():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 4, (10, 10)) + 90 * np.eye(10, dtype=int)
    root = parse(confusion_matrix(counts.tolist(), [str(i) for i in range(10)]))
    cells = {
        title.text: words(group.find(SVG + "text"))
        for group in find(root, "g")
        if (title := group.find(SVG + "title")) is not None
    }
    for i in range(10):
        for j in range(10):
            n = int(counts[i, j])
            assert cells[f"{i} read as {j}: {n}"] == (str(n) if n else "·")


def test_mistakes_are_coloured_and_right_answers_are_not():
    root = parse(confusion_matrix([[50, 2], [8, 40]], ["no", "yes"]))
    strengths = [
        float(cell.get("fill-opacity")) for cell in find(root, "rect", fill="var(--mistake)")
    ]
    assert len(strengths) == 2
    assert strengths[1] > strengths[0]


def test_a_perfect_network_has_a_confusion_matrix_too():
    figure = confusion_matrix([[5, 0], [0, 5]], ["no", "yes"])
    assert "No mistakes" in figure.markup


def test_dots_of_the_reliability_picture_stand_at_sureness_and_accuracy():
    bins = [
        {"low": 0.5, "high": 0.6, "n": 40, "confidence": 0.55, "accuracy": 0.5},
        {"low": 0.6, "high": 0.7, "n": 0, "confidence": None, "accuracy": None},
        {"low": 0.9, "high": 1.0, "n": 400, "confidence": 0.97, "accuracy": 0.99},
    ]
    root = parse(reliability(bins, wilson))
    marks = find(root, "circle")
    x = read(root, "x", np.array([float(mark.get("cx")) for mark in marks]))
    y = read(root, "y", np.array([float(mark.get("cy")) for mark in marks]))
    np.testing.assert_allclose(x, [55, 97], atol=0.05)
    np.testing.assert_allclose(y, [50, 99], atol=0.05)
    heights = [float(bar.get("height")) for bar in find(root, "rect")]
    assert heights[1] / heights[0] == pytest.approx(math.sqrt(10), rel=0.01)


def test_the_diagram_names_every_layer_and_adds_up_its_parameters():
    root = parse(network_diagram("regularised", layers(784, (512, 256), 10, 0.5)))
    said = [words(text) for text in find(root, "text")]
    assert "784 × 512 + 512 = 401,920" in said
    assert said.count("Dropout 0.5") == 2
    assert "→ (batch, 256)" in said
    assert "535,818 parameters in all" in said


def test_every_figure_is_well_formed_and_told_in_words(run):
    for name, figure in figures(run).items():
        root = parse(figure)
        assert root.get("role") == "img"
        labels = root.get("aria-labelledby", "").split()
        described = {e.get("id"): e.text for e in root if e.get("id")}
        assert all(described[label] for label in labels), name
        assert figure.caption
        assert not re.search(r'="[^":]*\b(nan|inf)\b', figure.markup), name


def test_a_figure_alone_needs_no_page_around_it(finished):
    for figure in figures(finished).values():
        assert "var(" not in figure.svg
        assert 'fill="#ffffff"' in figure.svg
        assert figure._repr_svg_() == figure.svg
        shown = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', figure._repr_html_())
        assert base64.b64decode(shown[1]).decode() == figure.svg


def test_every_colour_that_is_used_is_known_in_light_and_in_dark(run):
    used = {
        colour
        for figure in figures(run).values()
        for colour in re.findall(r"var\(--([a-z-]+)\)", figure.markup)
    }
    assert used <= LIGHT.keys()
    assert LIGHT.keys() == DARK.keys()


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize(
    "ink", ["ink", "soft", "training", "validation", "best", "onset", "accent"]
)
def test_text_stands_out_from_its_ground(palette, ink):
    assert contrast(palette[ink], palette["paper"]) >= 4.5  # WCAG 2.2, level AA


def contrast(a: str, b: str) -> float:
    lighter, darker = sorted((luminance(a), luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_arithmetic_of_wide_layers_has_room():
    figure = network_diagram("wide", layers(784, (4096, 4096), 10))
    longest = "4,096 × 4,096 + 4,096 = 16,781,312"
    assert longest in figure.markup
    assert figure.width > network_diagram("small", layers(784, (512, 256), 10)).width
    assert figure.width >= 188 + text_width(longest)
