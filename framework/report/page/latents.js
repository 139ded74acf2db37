// Trajectories in space: by condition, or trial by trial.

// What can be shown: the model's and the truth's own components, and the model mapped on the truth.
function latentViews(data) {
  const {arrays} = data,
    views = [];
  if (arrays.latents_pca) views.push(["own", "the model's latents", [["latents_pca", "inferred"]]]);
  if (arrays.true_latents && arrays.mapped_latents) {
    views.unshift([
      "mapped",
      "truth, and the model mapped on it",
      [
        ["true_latents", "true"],
        ["mapped_latents", "inferred"],
      ],
    ]);
  }
  const alone = arrays.true_latents_pca
    ? "true_latents_pca"
    : arrays.mapped_latents
      ? null
      : "true_latents";
  if (alone && arrays[alone]) views.push(["truth", "the true latents", [[alone, "true"]]]);
  return views;
}

// Three coordinates; of two latents time is the third.
function coordinates(data, array, trial) {
  const rows = array.rows(trial).slice(0, 3);
  while (rows.length < 2) rows.push(rows[0].map(() => 0));
  if (rows.length === 2) rows.push(timesOf(data, array.bins));
  return rows;
}

function meanCoordinates(data, array, trials) {
  const all = trials.map((trial) => coordinates(data, array, trial));
  return [0, 1, 2].map((k) => d3.range(array.bins).map((t) => d3.mean(all, (rows) => rows[k][t])));
}

function latentPanel(data, name, word, state) {
  const array = data.arrays[name],
    own = name.endsWith("_pca"),
    noun = own ? "PC" : "Latent";
  const axis = (k) =>
    k < array.channels
      ? {label: `${noun} ${k + 1}`}
      : k === 2 && array.channels === 2
        ? timeAxis(data)
        : {label: ""};
  const series = [];
  for (const condition of conditionsOf(data, state.grouping)) {
    if (state.show === "mean") {
      const [x, y, z] = meanCoordinates(data, array, condition.trials);
      series.push({kind: "path", name: condition.name, colour: condition.colour, x, y, z});
      continue;
    }
    for (const trial of condition.trials.slice(
      0,
      Math.ceil(state.count / conditionsOf(data, state.grouping).length),
    )) {
      const [x, y, z] = coordinates(data, array, trial);
      series.push({
        kind: "path",
        name: condition.name,
        group: condition.name,
        colour: condition.colour,
        thin: true,
        x,
        y,
        z,
      });
    }
  }
  return {title: `${word} latents`, x: axis(0), y: axis(1), z: axis(2), series, height: 400};
}

function latentNotes(data, views, state) {
  const notes = [
    "A ring marks the start of a path, a square its end. Drag to turn, or use the arrow keys.",
  ];
  for (const [name, word] of views.find((view) => view[0] === state.view)[2]) {
    const explained = data.explained[name.replace("_pca", "")];
    if (name.endsWith("_pca") && explained) {
      const shown = Math.min(3, explained.length);
      notes.push(
        `The first ${shown} of ${explained.length} components of the ${word} latents explain ${(100 * explained[shown - 1]).toFixed(1)} % of their variance.`,
      );
    }
  }
  if (state.view === "mapped")
    notes.push("Mapped by least squares with an intercept over all trials and bins.");
  return notes;
}

function addLatents(parent, data) {
  const views = latentViews(data);
  if (views.length === 0) return;
  const groupings = data.groupings.map((g, i) => [String(i), g.name]);
  new FigureCard(parent, {
    name: "latents",
    title: "Latent trajectories: do inferred paths part where the true ones do?",
    state: {
      view: views[0][0],
      show: groupings.length > 0 ? "mean" : "single",
      grouping: groupings.length > 0 ? "0" : "-1",
      count: 50,
    },
    controls: [
      {
        kind: "select",
        name: "view",
        label: "show",
        options: views.map(([name, text]) => [name, text]),
      },
      {
        kind: "select",
        name: "show",
        label: "paths",
        options: [
          ["mean", "mean of each condition"],
          ["single", "single trials"],
        ],
      },
      {
        kind: "select",
        name: "grouping",
        label: "conditions",
        options: [...groupings, ["-1", "all trials"]],
      },
      {
        kind: "number",
        name: "count",
        label: "single trials",
        min: 1,
        max: Math.min(200, data.sample.length),
        when: (state) => state.show === "single",
      },
    ],
    panels: (state) =>
      views
        .find((view) => view[0] === state.view)[2]
        .map(([name, word]) => latentPanel(data, name, word, state)),
    columns: (width) => Math.min(2, Math.floor(width / 330)),
    notes: (state) => latentNotes(data, views, state),
  });
}
