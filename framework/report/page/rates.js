// The rate of one neuron, by condition or in one trial; truth beside model.

const rateSources = [
  ["counts", "recorded", colours.counts],
  ["true_rates", "true", colours.truth],
  ["rates", "inferred", colours.model],
];

const sourcesOf = (data) => rateSources.filter(([name]) => data.arrays[name]);

// Counts as a rate, smoothed where asked; rates as they are.
function rateRow(data, name, trial, neuron, smoothing) {
  const row = data.arrays[name].row(trial, neuron);
  if (name !== "counts") return row;
  const perBin = data.bin_ms && !data.realValued ? 1000 / data.bin_ms : 1;
  return smoothedBy(
    row.map((count) => count * perBin),
    smoothing / (data.bin_ms || 1),
  );
}

// Mean and standard error over the trials of a condition, bin by bin.
function psth(data, name, trials, neuron, smoothing) {
  const rows = trials.map((trial) => rateRow(data, name, trial, neuron, smoothing));
  const bins = d3
    .range(data.arrays[name].bins)
    .map((t) => meanAndError(rows.map((row) => row[t]).filter(isNumber)));
  return {
    y: bins.map((bin) => bin.mean),
    low: bins.map((bin) => bin.mean - bin.error),
    high: bins.map((bin) => bin.mean + bin.error),
  };
}

function conditionsOf(data, grouping) {
  const chosen = data.groupings[+grouping];
  if (!chosen)
    return [{name: "all trials", trials: d3.range(data.sample.length), colour: colours.model}];
  const names = [...new Set(chosen.labels)].sort((a, b) =>
    isNumber(+a) && isNumber(+b) ? a - b : d3.ascending(a, b),
  );
  const tints = conditionColours(names);
  return names.map((name, i) => ({
    name: `${chosen.name} ${name}`,
    colour: tints[i],
    trials: d3.range(data.sample.length).filter((trial) => chosen.labels[trial] === name),
  }));
}

function ratePanel(data, title, series) {
  return {
    title,
    x: timeAxis(data),
    y: {label: data.realValued ? "Value" : "Rate", unit: data.rateUnit},
    series,
    height: 230,
    rules: markedRules(data).filter((rule) => rule.axis === "x"),
  };
}

function shareDomain(panels) {
  const values = panels.flatMap((panel) =>
    panel.series.flatMap((s) => [...s.y, ...(s.low || []), ...(s.high || [])]),
  );
  const [low, high] = rangeOf([0, ...values]);
  for (const panel of panels) panel.yDomain = [low, high + 0.05 * (high - low)];
  return panels;
}

function bySource(data, state) {
  const x = timesOf(data, data.bins);
  return sourcesOf(data).map(([name, word]) =>
    ratePanel(
      data,
      `${word} rate`,
      conditionsOf(data, state.grouping).map((condition) => ({
        kind: "line",
        name: condition.name,
        colour: condition.colour,
        x,
        ...psth(data, name, condition.trials, state.neuron, +state.smoothing),
      })),
    ),
  );
}

function byCondition(data, state) {
  const x = timesOf(data, data.bins);
  return conditionsOf(data, state.grouping).map((condition) =>
    ratePanel(
      data,
      `${condition.name} (${plural(condition.trials.length, "trial")})`,
      sourcesOf(data).map(([name, word, colour]) => ({
        kind: "line",
        name: word,
        colour,
        x,
        ...psth(data, name, condition.trials, state.neuron, +state.smoothing),
      })),
    ),
  );
}

function byTrial(data, state) {
  const x = timesOf(data, data.bins);
  return [
    ratePanel(
      data,
      trialNote(data, state.trial),
      sourcesOf(data).map(([name, word, colour]) => ({
        kind: "line",
        name: word,
        colour,
        x,
        y: rateRow(data, name, state.trial, state.neuron, +state.smoothing),
      })),
    ),
  ];
}

// The one whose rate moves most: steps are parts of the range.
function liveliestNeuron(data) {
  const array = data.arrays.true_rates || data.arrays.rates;
  return array ? d3.scan(array.step, (a, b) => b - a) : 0;
}

const smoothings = [
  ["0", "none"],
  ["20", "20"],
  ["40", "40"],
  ["80", "80"],
];

function addRates(parent, data) {
  const groupings = data.groupings.map((g, i) => [String(i), g.name]);
  const makers = {source: bySource, condition: byCondition, trial: byTrial};
  const unit = data.bin_ms ? "ms" : "bins";
  new FigureCard(parent, {
    name: "rates",
    title: (state) => `Rates of neuron ${state.neuron}`,
    sees: "Lines are means over trials with their standard error; true and inferred ones should agree, condition by condition.",
    state: {
      neuron: liveliestNeuron(data),
      view: groupings.length > 0 ? "source" : "condition",
      grouping: groupings.length > 0 ? "0" : "-1",
      trial: 0,
      smoothing: "40",
    },
    controls: [
      {kind: "number", name: "neuron", label: "neuron", min: 0, max: data.neurons - 1},
      {
        kind: "select",
        name: "view",
        label: "show",
        options: [
          ["source", "conditions together"],
          ["condition", "true beside inferred"],
          ["trial", "one trial"],
        ],
      },
      {
        kind: "select",
        name: "grouping",
        label: "conditions",
        options: [...groupings, ["-1", "all trials"]],
        when: (state) => state.view !== "trial",
      },
      {...trialControl(data), when: (state) => state.view === "trial"},
      {
        kind: "select",
        name: "smoothing",
        label: `smoothing of counts (${unit})`,
        options: smoothings,
      },
    ],
    panels: (state) => shareDomain(makers[state.view](data, state)),
    columns: (width, state) =>
      state.view === "trial"
        ? 1
        : Math.min(state.view === "source" ? 3 : 4, Math.floor(width / 260)),
    notes: (state) => rateNotes(data, state),
  });
}

function rateNotes(data, state) {
  const notes = [];
  if (state.neuron >= data.seenNeurons)
    notes.push("This neuron was held out: the model never saw it.");
  if (data.groupings.length === 0)
    notes.push("Nothing is known of the trials, so they cannot be grouped into conditions.");
  for (const [name, word] of sourcesOf(data)) {
    const step = data.arrays[name].step[state.neuron];
    if (name !== "counts")
      notes.push(
        `${word} rates of this neuron are rounded to ${shortNumber(step)} ${data.rateUnit}.`,
      );
  }
  return notes;
}
