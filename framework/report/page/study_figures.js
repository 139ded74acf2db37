// Figures over the trials of a study.

// A scale by the distribution: what spans more than a decade and a half is drawn in logarithms.
const isLogarithmic = (values) =>
  values.length > 0 && d3.min(values) > 0 && d3.max(values) / d3.min(values) > 30;

// Outliers would squeeze all the rest: far ones are put at the edge, and counted.
function clipped(values) {
  const sorted = values.filter(isNumber).sort(d3.ascending);
  if (sorted.length < 4) return {limits: rangeOf(sorted), outside: 0};
  const [q1, q3] = [d3.quantile(sorted, 0.25), d3.quantile(sorted, 0.75)],
    room = 3 * (q3 - q1);
  const limits = rangeOf(sorted.filter((x) => room === 0 || (x >= q1 - room && x <= q3 + room)));
  return {limits, outside: sorted.filter((x) => x < limits[0] || x > limits[1]).length};
}

const objectives = (study) => study.trials.map((trial) => trial.objective);

function numbersOf(study, i) {
  return study.trials.map((trial) => (trial.drawn[i] === "" ? NaN : +trial.drawn[i]));
}

const varies = (values) => new Set(values.map(String)).size > 1;

function keyPanel(study, key, i) {
  const {limits} = clipped(objectives(study)),
    y = {label: "Objective"};
  const known = study.trials.filter((trial) => isNumber(trial.objective));
  const shown = (trial) => Math.min(limits[1], Math.max(limits[0], trial.objective));
  const yDomain = [
    limits[0] - 0.05 * (limits[1] - limits[0]),
    limits[1] + 0.05 * (limits[1] - limits[0]),
  ];
  const values = numbersOf(study, i),
    numeric = known.every((trial) => isNumber(+trial.drawn[i]));
  const names = [...new Set(known.map((trial) => trial.drawn[i]))].sort();
  const x = {
    label: shortKey(key),
    logarithmic: numeric && isLogarithmic(values.filter(isNumber)),
    names: numeric ? undefined : names,
  };
  const inside = known.filter((trial) => shown(trial) === trial.objective),
    outside = known.filter((trial) => shown(trial) !== trial.objective);
  const points = (name, trials, colour) => ({
    kind: "points",
    name,
    colour,
    y: trials.map(shown),
    labels: trials.map((trial) => `trial ${trial.name}, objective ${shortNumber(trial.objective)}`),
    x: trials.map((trial) => (numeric ? +trial.drawn[i] : names.indexOf(trial.drawn[i]))),
  });
  const series = [points("trials", inside, palette[0])];
  if (outside.length > 0) series.push(points("outliers, put at the edge", outside, colours.model));
  return {title: key, x, y, yDomain, series, height: 220};
}

function addObjectives(parent, study) {
  const keys = study.keys
    .map((key, i) => [key, i])
    .filter(([, i]) => varies(study.trials.map((trial) => trial.drawn[i])));
  if (keys.length === 0 || !objectives(study).some(isNumber)) return;
  new FigureCard(parent, {
    name: "objectives",
    title: "Objective against each hyperparameter",
    state: {},
    sees: "A slope means that the key matters; axes of values that span more than a decade and a half are logarithmic.",
    panels: () => keys.map(([key, i]) => keyPanel(study, key, i)),
    columns: (width) => Math.min(4, Math.floor(width / 260)),
    notes: () => {
      const missing = objectives(study).filter((x) => !isNumber(x)).length,
        {outside} = clipped(objectives(study));
      return [
        ...(missing
          ? [
              `${plural(missing, "trial")} without an objective ${missing === 1 ? "is" : "are"} left out.`,
            ]
          : []),
        ...(outside ? [`${plural(outside, "outlier")} put at the edge.`] : []),
      ];
    },
  });
}

// Best objective so far, trial by trial.
function addBestSoFar(parent, study) {
  const better = study.minimises ? Math.min : Math.max,
    x = [],
    y = [],
    best = [];
  study.trials.forEach((trial, i) => {
    if (!isNumber(trial.objective)) return;
    x.push(i);
    y.push(trial.objective);
    best.push(best.length === 0 ? trial.objective : better(best[best.length - 1], trial.objective));
  });
  if (x.length === 0) return;
  const {limits, outside} = clipped(y),
    room = 0.05 * (limits[1] - limits[0]);
  new FigureCard(parent, {
    name: "best",
    title: "Best objective so far",
    state: {},
    panels: () => [
      {
        x: {label: "Trial", whole: true},
        y: {label: "Objective"},
        yDomain: [limits[0] - room, limits[1] + room],
        series: [
          {kind: "line", name: "best so far", colour: colours.model, x, y: best},
          {kind: "points", name: "trials", colour: palette[0], x, y},
        ],
      },
    ],
    notes: () => (outside ? [`${plural(outside, "outlier")} outside of the panel.`] : []),
  });
}

function addTrialCurves(parent, study) {
  const trials = study.trials.filter((trial) => trial.losses.length > 0);
  if (trials.length === 0) return;
  const {limits} = clipped(trials.flatMap((trial) => trial.losses.map(([, loss]) => loss)));
  const best = d3.scan(trials, (a, b) => (study.minimises ? 1 : -1) * (a.objective - b.objective));
  new FigureCard(parent, {
    name: "curves",
    title: "Validation loss of all trials",
    sees: "The best trial is drawn thick.",
    state: {},
    panels: () => [
      {
        x: {label: "Epoch", whole: true},
        y: {label: "Reconstruction, validation"},
        yDomain: limits,
        noLegend: true,
        height: 320,
        series: trials.map((trial, i) => ({
          kind: "line",
          name: `trial ${trial.name}`,
          thin: i !== best,
          colour: i === best ? colours.model : palette[0],
          x: trial.losses.map(([epoch]) => epoch),
          y: trial.losses.map(([, loss]) => loss),
        })),
      },
    ],
  });
}

// Each trial a line over all keys that vary, each key on its own scale from 0 to 1.
function addParallel(parent, study) {
  const keys = study.keys
    .map((key, i) => [key, numbersOf(study, i)])
    .filter(([, values]) => values.some(isNumber) && varies(values.filter(isNumber)));
  const known = study.trials
    .map((trial, i) => [trial, i])
    .filter(([trial]) => isNumber(trial.objective));
  if (keys.length < 2 || known.length < 2) return;
  const {limits} = clipped(objectives(study)),
    columns = [...keys, ["objective", objectives(study)]];
  const scales = columns.map(([name, values]) => {
    const finite = values.filter(isNumber),
      log = name !== "objective" && isLogarithmic(finite);
    return (log ? d3.scaleLog() : d3.scaleLinear())
      .domain(name === "objective" ? limits : rangeOf(finite))
      .range([0, 1])
      .clamp(true);
  });
  const tint = d3
    .scaleSequential(d3.interpolateViridis)
    .domain(study.minimises ? [limits[1], limits[0]] : limits)
    .clamp(true);
  new FigureCard(parent, {
    name: "parallel",
    title: "Parallel coordinates: which values go with a good objective",
    state: {},
    sees: "Each line is a trial; each axis runs from the smallest value of its key to the largest. Bright lines are good ones.",
    panels: () => [
      {
        x: {label: "Key", names: columns.map(([name]) => shortKey(name))},
        y: {label: "From the smallest value to the largest"},
        yDomain: [0, 1],
        noLegend: true,
        height: 340,
        series: known.map(([trial, t]) => ({
          kind: "line",
          name: `trial ${trial.name}`,
          colour: tint(trial.objective),
          x: d3.range(columns.length),
          y: columns.map(([, values], k) => (isNumber(values[t]) ? scales[k](values[t]) : NaN)),
        })),
      },
    ],
  });
}

// Rank correlations as a map of colours.
function addCorrelations(parent, name, title, sees, table) {
  if (table.rows.length === 0 || table.columns.length === 0) return;
  const shown = (rows, columns) => ({
    x: {label: "", names: columns.map(shortKey)},
    y: {label: "", names: [...rows].reverse()},
    z: {label: "Spearman"},
    zDomain: [-1, 1],
    colourBar: true,
    height: 120 + 18 * rows.length,
    wide: true,
    diverging: true,
    series: [
      {
        kind: "heat",
        name: "Spearman",
        x: d3.range(columns.length),
        y: d3.range(rows.length),
        values: [...rows]
          .reverse()
          .flatMap((row) => columns.map((column) => pair(row, column).spearman)),
      },
    ],
    tell: (i, j) => {
      const [row, column] = [[...rows].reverse()[j], columns[i]],
        {n, pearson, spearman} = pair(row, column);
      return [
        `${row} and ${column}`,
        `Spearman ${shortNumber(spearman)}, Pearson ${shortNumber(pearson)}`,
        `${plural(n, "trial")}`,
      ];
    },
  });
  const pair = (row, column) =>
    table.pairs[table.rows.indexOf(row) * table.columns.length + table.columns.indexOf(column)];
  const single = table.rows.filter((row) => row.startsWith("st_")),
    other = table.rows.filter((row) => !row.startsWith("st_") && !/^(valid_|heldout_)/.test(row));
  const square =
    table.rows.length === table.columns.length &&
    table.rows.every((row, i) => row === table.columns[i]);
  const options = [
    ["other", "scores of all trials"],
    ...(single.length > 0 ? [["single", "scores of single trials (st_)"]] : []),
  ];
  new FigureCard(parent, {
    name,
    title,
    sees,
    state: {which: "other"},
    controls: [{kind: "select", name: "which", label: "show", options}],
    panels: (state) => {
      const rows = state.which === "single" ? single : other;
      return [shown(rows, square ? rows : table.columns)];
    },
  });
}
