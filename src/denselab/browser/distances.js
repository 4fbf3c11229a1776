/** Exact Euclidean distances on a grid, as `distance_transform_edt` of SciPy has them. */

import { grid } from "./resampling.js";

/**
 * From each pixel the distance to the nearest one that has the value; exact.
 *
 * Source: Felzenszwalb and Huttenlocher (2012), Distance transforms of sampled functions.
 */
export function distanceTo(value, { values, width, height }) {
  const column = grid(width, height, Float64Array);
  column.values.fill(Infinity); // squared, to the nearest one in the same column
  for (const rows of [upTo(height), upTo(height).reverse()]) {
    for (let x = 0; x < width; x++) {
      let away = Infinity;
      for (const y of rows) {
        away = values[y * width + x] === value ? 0 : away + 1;
        const pixel = y * width + x;
        column.values[pixel] = Math.min(column.values[pixel], away * away);
      }
    }
  }
  for (let y = 0; y < height; y++) {
    lowest(column.values.subarray(y * width, (y + 1) * width));
  }
  return column.values.map(Math.sqrt);
}

/** Replaces each value of a line by the smallest of `value + (way to it) ** 2`. */
function lowest(line) {
  const [parabolas, begins] = [[], []]; // those that are lowest somewhere, and from where on
  for (const [place, value] of line.entries()) {
    if (value === Infinity) continue;
    let begin = -Infinity;
    while (parabolas.length) {
      const last = parabolas.at(-1);
      begin = (value + place ** 2 - last.value - last.place ** 2) / (2 * (place - last.place));
      if (begin > begins.at(-1)) break;
      parabolas.pop();
      begins.pop();
      begin = -Infinity;
    }
    parabolas.push({ place, value });
    begins.push(begin);
  }
  for (let place = 0, number = 0; place < line.length && parabolas.length; place++) {
    while (begins[number + 1] <= place) number++;
    line[place] = parabolas[number].value + (place - parabolas[number].place) ** 2;
  }
}

function upTo(count) {
  return [...Array(count).keys()];
}
