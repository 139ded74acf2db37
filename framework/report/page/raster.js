// One trial: what was recorded, the true rates, the model's, and the inputs.

function timeAxis(data) {
  return {label: "Time", unit: data.bin_ms ? "ms" : "bins"};
}

function timesOf(data, bins) {
  return d3.range(bins).map((t) => (t + data.firstBin) * (data.bin_ms || 1));
}

function markedRules(data) {
  const rules = [];
  if (data.seenNeurons < data.neurons)
    rules.push({axis: "y", at: data.seenNeurons - 0.5, label: "held-out neurons above"});
  if (data.seenBins < data.bins)
    rules.push({
      axis: "x",
      at: (data.seenBins + data.firstBin - 0.5) * (data.bin_ms || 1),
      label: "predicted",
    });
  return rules;
}

function heatPanel(data, array, trial, title, z, zDomain) {
  const rows = array.rows(trial);
  return {
    title,
    x: timeAxis(data),
    y: {label: "Neuron"},
    z,
    zDomain,
    height: 60 + Math.min(260, Math.max(100, 5 * array.channels)),
    rules: markedRules(data),
    series: [
      {
        kind: "heat",
        name: title,
        x: timesOf(data, array.bins),
        y: d3.range(array.channels),
        values: rows.flat(),
      },
    ],
  };
}

// A scale on which single bursts do not hide all the rest.
function rateDomain(panels) {
  const values = panels
    .flatMap((panel) => panel.series[0].values)
    .filter(isNumber)
    .sort(d3.ascending);
  const low = Math.min(0, d3.quantile(values, 0.005) || 0);
  return [low, d3.quantile(values, 0.995) || 1];
}

function inputPanel(data, array, trial, title, name) {
  return {
    title,
    x: timeAxis(data),
    y: {label: "Input"},
    height: 150,
    rules: markedRules(data).filter((rule) => rule.axis === "x"),
    series: array
      .rows(trial)
      .map((y, i) => ({kind: "line", name: `${name} ${i}`, x: timesOf(data, array.bins), y})),
  };
}

function rasterPanels(data, trial) {
  const {arrays} = data,
    rate = {label: data.realValued ? "Value" : "Rate", unit: data.rateUnit},
    panels = [];
  if (arrays.counts) {
    const domain = rangeOf([0, ...arrays.counts.rows(trial).flat()]),
      what = data.realValued ? "values" : "counts",
      title = `Recorded ${what}, from ${shortNumber(domain[0])} (dark) to ${shortNumber(domain[1])} (bright)`;
    panels.push(
      heatPanel(data, arrays.counts, trial, title, data.realValued ? rate : {label: "Count"}, domain),
    );
  }
  const rates = [];
  if (arrays.true_rates) rates.push(heatPanel(data, arrays.true_rates, trial, "True rates", rate));
  if (arrays.rates) rates.push(heatPanel(data, arrays.rates, trial, "Inferred rates", rate));
  for (const panel of rates) panel.zDomain = rateDomain(rates);
  if (rates.length > 0) rates[0].colourBar = true;
  panels.push(...rates);
  if (arrays.true_inputs)
    panels.push(inputPanel(data, arrays.true_inputs, trial, "True inputs", "true input"));
  if (arrays.inputs)
    panels.push(
      inputPanel(
        data,
        arrays.inputs,
        trial,
        "Inferred inputs, as the generator gets them",
        "inferred input",
      ),
    );
  return panels;
}

const trialControl = (data, name = "trial", label = "trial") => ({
  kind: "number",
  name,
  label: data.sample.length < data.trials ? `${label} of the sample` : label,
  min: 0,
  max: data.sample.length - 1,
});

function trialNote(data, trial) {
  const number = data.sample[trial],
    facts = data.groupings.map((g) => `${g.name} ${g.labels[trial]}`);
  return [`Trial ${number}, of the ${data.parts[trial]} part`, ...facts].join(", ") + ".";
}

function addRaster(parent, data) {
  new FigureCard(parent, {
    name: "raster",
    title: "One trial: spikes, and the rates behind them",
    sees: "Inferred rates should rise and fall where the true ones do; both have one colour scale.",
    state: {trial: Math.max(0, data.parts.indexOf("valid"))},
    controls: [trialControl(data)],
    panels: (state) => rasterPanels(data, state.trial),
    columns: (width) => (width > 1000 ? 2 : 1),
    notes: (state) => [
      trialNote(data, state.trial),
      "Colours end at the rate that 99.5 % of bins stay below.",
    ],
  });
}
