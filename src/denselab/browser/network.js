/** A dense network whose weights have 8 or 16 bits, as `denselab.browser.pack` writes it down. */

import { activations } from "./activations.js";

/**
 * A function from pixels, as an image has them, to the probabilities of the classes.
 *
 *     const answer = network(packed);
 *     answer(glyph(pad.ink())); // Float32Array, one a class
 */
export function network({ scale, layers }) {
  const unpacked = layers.map(({ units, activation, bits, kernel, scales, biases }) => ({
    units,
    activation: activations[activation],
    kernel: new (bits === 8 ? Int8Array : Int16Array)(bytes(kernel)), // (inputs, units)
    scales: new Float32Array(bytes(scales)), // of the weights of each unit
    biases: new Float32Array(bytes(biases)),
  }));
  return (pixels) => unpacked.reduce(dense, Float32Array.from(pixels, (grey) => grey * scale));
}

function dense(inputs, { units, activation, kernel, scales, biases }) {
  const sums = new Float32Array(units);
  for (let input = 0; input < inputs.length; input++) {
    const value = inputs[input];
    if (value === 0) continue; // as most pixels are, and half of what follows a relu
    const first = input * units;
    for (let unit = 0; unit < units; unit++) sums[unit] += value * kernel[first + unit];
  }
  return activation(sums.map((sum, unit) => sum * scales[unit] + biases[unit]));
}

/** What base64 stands for. */
function bytes(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer;
}
