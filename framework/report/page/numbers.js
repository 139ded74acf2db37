// Numbers for people. A gap is null or NaN.

const isNumber = (x) => typeof x === "number" && Number.isFinite(x);

function shortNumber(x) {
  if (!isNumber(x)) return "not defined";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) return d3.format(".3~e")(x).replace("\u2212", "-");
  return d3.format(".4~r")(x).replace("\u2212", "-");
}

// The smallest and the largest number of a list, widened where they are equal.
function rangeOf(values) {
  let low = Infinity,
    high = -Infinity;
  for (const x of values) {
    if (!isNumber(x)) continue;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (low > high) return [0, 1];
  if (low < high) return [low, high];
  return low === 0 ? [0, 1] : [low - Math.abs(low) / 2, high + Math.abs(high) / 2];
}

function meanAndError(values) {
  const n = values.length,
    mean = d3.mean(values);
  return {mean, error: n > 1 ? d3.deviation(values) / Math.sqrt(n) : NaN, n};
}

// A Gaussian of a width in bins; weights are normalised, also at the edges.
function smoothedBy(values, width) {
  if (!(width > 0)) return values;
  const reach = Math.ceil(3 * width);
  return values.map((_, t) => {
    let sum = 0,
      weights = 0;
    for (let s = Math.max(0, t - reach); s <= Math.min(values.length - 1, t + reach); ++s) {
      if (!isNumber(values[s])) continue;
      const weight = Math.exp(-((s - t) ** 2) / (2 * width * width));
      sum += weight * values[s];
      weights += weight;
    }
    return weights > 0 ? sum / weights : NaN;
  });
}

const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
