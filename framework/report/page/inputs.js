// Inputs of several trials: true, inferred and mapped on the true ones, inferred as they are.

const inputRows = [
  ["true_inputs", "true input", colours.truth],
  ["mapped_inputs", "inferred, mapped on true", colours.model],
  ["inputs", "inferred input", colours.counts],
];

function inputPanels(data, state, trials) {
  const rows = inputRows.filter(([name]) => data.arrays[name]);
  return rows.flatMap(([name, word]) =>
    trials.map((trial) => ({
      title: `${word}, trial ${data.sample[trial]}`,
      x: timeAxis(data),
      y: {label: "Input"},
      height: 165,
      series: data.arrays[name].rows(trial).map((y, i) => ({
        kind: "line",
        name: `channel ${i}`,
        colour: palette[i % palette.length],
        x: timesOf(data, data.bins),
        y,
      })),
    })),
  );
}

const inputTrials = (data, width) =>
  Math.max(1, Math.min(4, data.sample.length, Math.floor(width / 260)));

// The title of the published figures.
function inputTitle(run) {
  const names = [
    ["rate_r2", "rate r2"],
    ["fwd_input_r2", "fwd r2"],
    ["bwd_input_r2", "bwd r2"],
    ["input_procrustes_rot", "proc"],
  ];
  const parts = names
    .map(([name, word]) => [word, run.scores.find((score) => score.name === name)])
    .filter(([, score]) => score && isNumber(score.value))
    .map(([word, score]) => `${word}=${score.value.toFixed(3)}`);
  return parts.length > 0
    ? `Inputs: ${parts.join(", ")}`
    : "Inputs, as they come into the recorded area";
}

function addInputs(parent, run) {
  const {data} = run;
  if (!data.arrays.true_inputs && !data.arrays.inputs) return;
  new FigureCard(parent, {
    name: "inputs",
    title: inputTitle(run),
    sees: "The mapped input should follow the slow course of the true one; rates can be right while inputs are not.",
    state: {trial: 0},
    controls: [trialControl(data, "trial", "first trial")],
    panels: (state, width) => {
      const count = inputTrials(data, width),
        first = Math.min(state.trial, data.sample.length - count);
      return inputPanels(data, state, d3.range(first, first + count));
    },
    columns: (width) => inputTrials(data, width),
    notes: () =>
      data.arrays.mapped_inputs
        ? ["Mapped by least squares with an intercept over all trials and bins."]
        : [],
  });
}
