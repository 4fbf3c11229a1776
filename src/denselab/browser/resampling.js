/**
 * Images, as grids of `{ values, width, height }` row by row, brought to other grids.
 *
 * It is `resampling.py` in JavaScript; only weights that are not 0 are kept.
 */

/** A new grid, of a kind of typed array. */
export function grid(width, height, Kind) {
  return { values: new Kind(width * height), width, height };
}

/** How much each old pixel counts for each new one: for each of these `{ first, weights }`. */
export function triangleWeights(side, count, first, step) {
  const reach = Math.max(step, 1);
  return Array.from({ length: count }, (_, number) => {
    const middle = first + number * step; // on the old grid
    const begin = Math.ceil(middle - reach - 0.5);
    const end = Math.floor(middle + reach - 0.5) + 1;
    const triangle = Array.from({ length: end - begin }, (_, index) =>
      Math.max(1 - Math.abs(begin + index + 0.5 - middle) / reach, 0),
    );
    const sum = triangle.reduce((total, each) => total + each, 0); // beyond the image, too
    const weights = triangle.map((each) => Math.fround(each / sum));
    const from = Math.min(Math.max(begin, 0), side);
    return { first: from, weights: weights.slice(from - begin, Math.max(side, from) - begin) };
  });
}

/** The product down @ image @ across.T. */
export function resample(image, down, across) {
  return transpose(weigh(transpose(weigh(image, down)), across));
}

/** New rows, each the sum of old ones by its weights. */
function weigh({ values, width }, lines) {
  const result = grid(width, lines.length, Float32Array);
  for (const [number, { first, weights }] of lines.entries()) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let index = 0; index < weights.length; index++) {
        sum += weights[index] * values[(first + index) * width + column];
      }
      result.values[number * width + column] = sum;
    }
  }
  return result;
}

function transpose({ values, width, height }) {
  const result = grid(height, width, values.constructor);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      result.values[column * height + row] = values[row * width + column];
    }
  }
  return result;
}

/** Sum and largest value of each row. */
export function alongRows({ values, width, height }) {
  const rows = Array.from({ length: height }, (_, row) =>
    values.subarray(row * width, (row + 1) * width),
  );
  return {
    sums: rows.map((row) => row.reduce((sum, each) => sum + each, 0)),
    most: rows.map((row) => row.reduce((most, each) => Math.max(most, each), 0)),
  };
}

/** Sum and largest value of each column. */
export function alongColumns(strokes) {
  return alongRows(transpose(strokes));
}
