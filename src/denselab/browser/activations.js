/** The activations that a study may ask for, by their names and with the defaults of Keras. */

const SELU = [1.0507009873554805, 1.6732632423543772];

/** A function of one number, applied to each of a layer. */
function each(of) {
  return (values) => values.map(of);
}

export const activations = {
  celu: each((x) => (x > 0 ? x : Math.expm1(x))),
  elu: each((x) => (x > 0 ? x : Math.expm1(x))),
  exponential: each(Math.exp),
  gelu: each((x) => (x * (1 + erf(x / Math.SQRT2))) / 2),
  hard_shrink: each((x) => (Math.abs(x) > 0.5 ? x : 0)),
  hard_sigmoid: each((x) => clip(x / 6 + 0.5, 0, 1)),
  hard_silu: each((x) => x * clip(x / 6 + 0.5, 0, 1)),
  hard_tanh: each((x) => clip(x, -1, 1)),
  leaky_relu: each((x) => (x > 0 ? x : 0.2 * x)),
  linear: each((x) => x),
  log_sigmoid: each((x) => -softplus(-x)),
  log_softmax: (values) => {
    const most = Math.max(...values);
    const sum = values.reduce((total, x) => total + Math.exp(x - most), 0);
    return values.map((x) => x - most - Math.log(sum));
  },
  mish: each((x) => x * Math.tanh(softplus(x))),
  relu: each((x) => Math.max(x, 0)),
  relu6: each((x) => clip(x, 0, 6)),
  selu: each((x) => SELU[0] * (x > 0 ? x : SELU[1] * Math.expm1(x))),
  sigmoid: each(sigmoid),
  silu: each((x) => x * sigmoid(x)),
  soft_shrink: each((x) => x - clip(x, -0.5, 0.5)),
  softmax: (values) => {
    const most = Math.max(...values);
    const powers = values.map((x) => Math.exp(x - most));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  },
  softplus: each(softplus),
  softsign: each((x) => x / (1 + Math.abs(x))),
  sparse_plus: each((x) => (Math.abs(x) < 1 ? (x + 1) ** 2 / 4 : Math.max(x, 0))),
  sparse_sigmoid: each((x) => clip((x + 1) / 2, 0, 1)),
  sparsemax: (values) => {
    // Keras adds up all sums over the support where Martins and Astudillo (2016) take the last.
    let [sum, sums, support] = [0, 0, 0];
    for (const [number, x] of [...values].sort((a, b) => b - a).entries()) {
      sum += x;
      if (1 + (number + 1) * x > sum) [sums, support] = [sums + sum, support + 1];
    }
    return values.map((x) => Math.max(x - (sums - 1) / support, 0));
  },
  squareplus: each((x) => (x + Math.sqrt(x ** 2 + 4)) / 2),
  tanh: each(Math.tanh),
  tanh_shrink: each((x) => x - Math.tanh(x)),
};

function clip(x, low, high) {
  return Math.min(Math.max(x, low), high);
}

function sigmoid(x) {
  return 1 / (1 + Math.exp(-x));
}

function softplus(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** The error function, to 1.5e-7: Abramowitz and Stegun (1964), 7.1.26. */
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const sum = factors.reduce((total, factor) => total * t + factor, 0) * t;
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}
