// Several runs side by side: what scores they have, what differs between them, how they trained.

function differingKeys(runs) {
  const keys = new Set(runs.flatMap((run) => Object.keys(run.parameters)));
  return [...keys]
    .filter((key) => new Set(runs.map((run) => JSON.stringify(run.parameters[key]))).size > 1)
    .sort();
}

function addComparison(parent, runs) {
  const part = section(parent, "comparison", "Side by side", `${runs.length} runs or files.`);
  addTraining(part, runs);
  const names = [...new Set(runs.flatMap((run) => run.scores.map((score) => score.name)))];
  const value = (run, name) => (run.scores.find((score) => score.name === name) || {}).value;
  if (names.length > 0) {
    addSortableTable(part, "Scores", names, [
      {name: "metric", of: (name) => name},
      ...runs.map((run) => ({name: run.name, number: true, of: (name) => value(run, name)})),
    ]);
  }
  const keys = differingKeys(runs);
  if (keys.length === 0) return;
  addSortableTable(part, "What differs between their configurations", keys, [
    {name: "key", of: (key) => key},
    ...runs.map((run) => ({
      name: run.name,
      of: (key) => (key in run.parameters ? String(run.parameters[key]) : ""),
    })),
  ]);
}

function addTraining(part, runs) {
  const series = runs
    .map((run, i) => ({
      kind: "line",
      name: run.name,
      colour: palette[i % palette.length],
      x: run.epochs.epoch || [],
      y: run.epochs["valid/recon"] || [],
    }))
    .filter((one) => one.y.length > 0);
  if (series.length === 0) return;
  new FigureCard(part, {
    name: "side_by_side",
    title: "Validation loss of the runs",
    state: {},
    panels: () => [
      {x: {label: "Epoch", whole: true}, y: {label: "Reconstruction, validation", logarithmic: true}, series},
    ],
  });
}
