/**
 * The ink of one digit, brought into the form in which MNIST has its digits.
 *
 * Responsible for size, place and thickness of the strokes. It is `handwriting/glyph.py` in
 * JavaScript, step by step and under the same names: what is changed here has to be changed there,
 * and a test compares the two.
 */

import { distanceTo } from "./distances.js";
import { alongColumns, alongRows, grid, resample, triangleWeights } from "./resampling.js";

const SIDE = 28; // pixels of the image
const BOX = 20; // pixels of the digit's longer side
const CENTRE = 14.5; // where MNIST has the centre of mass, in pixels from the upper left corner
const FINEST = 4; // strokes are measured on a grid with so many pixels to one of the image, or more
const MARGIN = 3; // pixels of the image around the ink, room for strokes to grow
const [THINNEST, THICKEST] = [2.0, 3.6]; // strokes between these are left as they are, pixels
const EDGE = 0.5 + 2 ** -16; // from where on a pixel is ink, see glyph.py

/**
 * The image of a digit that a network for MNIST can read.
 *
 * @param {{ink: Float32Array, width: number, height: number}} drawn From 0, paper, to 1, ink, row
 *   by row: one digit and nothing else, of any size and anywhere.
 * @returns {Uint8Array} 28 x 28, 0 where paper is; all 0 where no ink is.
 */
export function glyph({ ink, width, height }) {
  const image = new Uint8Array(SIDE * SIDE);
  const cut = cutOut({ values: ink, width, height });
  if (cut === null) return image;
  const fine = Math.max(FINEST, (Math.max(cut.width, cut.height) - 4) / BOX);
  const mask = enlarge(cut, fine);
  if (!mask.values.includes(1)) return image; // a single grey pixel
  const placed = place(even(mask, fine));
  return image.map((_, pixel) => halfToEven(255 * Math.min(Math.max(placed[pixel], 0), 1)));
}

// Everything below is on grids of { values, width, height }, row by row.

/** The ink and two pixels around it, which hold its soft edge; null where there is none. */
function cutOut({ values, width, height }) {
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (!(values[row * width + column] > EDGE)) continue;
      [top, bottom] = [Math.min(top, row), row];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
    }
  }
  if (bottom < 0) return null;
  const cut = grid(right - left + 5, bottom - top + 5, Float32Array);
  for (let row = Math.max(0, 2 - top); row < cut.height && row + top - 2 < height; row++) {
    for (let column = Math.max(0, 2 - left); column < cut.width; column++) {
      if (column + left - 2 >= width) break;
      const source = (row + top - 2) * width + column + left - 2;
      cut.values[row * cut.width + column] = values[source];
    }
  }
  return cut;
}

/** Where the ink is, 0 or 1, its longer side `BOX * fine` pixels long, with a margin. */
function enlarge(cut, fine) {
  const step = (Math.max(cut.width, cut.height) - 4) / (BOX * fine);
  const margin = halfToEven(MARGIN * fine);
  const [down, across] = [cut.height, cut.width].map((side) => {
    const longer = halfToEven((side - 4) / step) + 2 * margin;
    return triangleWeights(side, longer, 2 + (0.5 - margin) * step, step);
  });
  const larger = resample(cut, down, across);
  return { ...larger, values: Uint8Array.from(larger.values, (value) => value > EDGE) };
}

/** The strokes, neither thinner nor thicker than MNIST's, from 0 to 1. */
function even(mask, fine) {
  const [inside, outside] = [distanceTo(0, mask), distanceTo(1, mask)];
  let [sum, count] = [0, 0];
  for (const [pixel, isInk] of mask.values.entries()) {
    if (isInk) [sum, count] = [sum + inside[pixel], count + 1];
  }
  // The mean distance to the edge within a stroke is a quarter of its width.
  const width = 4 * (sum / count - 0.5);
  const wanted = Math.min(Math.max(width, THINNEST * fine), THICKEST * fine);
  const strokes = Float32Array.from(mask.values, (isInk, pixel) => {
    const distance = isInk ? 0.5 - inside[pixel] : outside[pixel] - 0.5;
    return Math.min(Math.max(0.5 + (wanted - width) / 2 - distance, 0), 1);
  });
  return { ...mask, values: strokes };
}

/** The strokes on the grid of the image, size and centre as MNIST has them. */
function place(strokes) {
  const axes = [alongRows(strokes), alongColumns(strokes)];
  const ink = axes[0].sums.reduce((sum, each) => sum + each, 0);
  if (ink === 0) return new Float32Array(SIDE * SIDE);
  const extents = axes.map(({ most }) => {
    const there = [...most.keys()].filter((line) => most[line] > EDGE);
    return there.length ? there.at(-1) - there[0] + 1 : 1;
  });
  const step = Math.max(...extents) / BOX;
  const [down, across] = axes.map(({ sums }) => {
    const centre = sums.reduce((sum, each, line) => sum + each * (line + 0.5), 0) / ink;
    return triangleWeights(sums.length, SIDE, centre + (0.5 - CENTRE) * step, step);
  });
  return resample(strokes, down, across).values;
}

/** Rounds to a whole number, halves to the even one, as Python and NumPy do. */
function halfToEven(number) {
  const down = Math.floor(number);
  const rest = number - down;
  return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
}
