// The page of one run, or of one file.

function addWarnings(parent, run) {
  if (run.warnings.length === 0) return;
  const box = add(parent, "div", null, {class: "warnings", role: "note"});
  for (const warning of run.warnings) {
    const one = add(box, "p");
    add(one, "strong", `${warning.title}. `);
    add(one, "span", warning.text);
  }
}

function addAbsent(parent, run) {
  if (run.absent.length === 0) return;
  const part = section(parent, "absent", "What this report cannot show");
  const list = add(part, "ul");
  for (const text of run.absent) add(list, "li", text);
}

function sampleText(data) {
  return data.sample.length < data.trials
    ? `To keep this file small, figures that let you choose trials hold ${data.sample.length} of the ${data.trials} trials, spread evenly.`
    : "";
}

function addRun(parent, run) {
  add(parent, "p", run.sentence, {class: "sentence"});
  addWarnings(parent, run);
  if (run.scores.length > 0) {
    const scores = section(parent, "scores", "Scores");
    addScores(scores, run);
    addScoreTable(scores, run);
  }
  if (run.epochs.epoch && run.epochs.epoch.length > 0)
    addCurves(section(parent, "training", "Training"), run);
  if (run.data) addDataParts(parent, run);
  addCircuit(parent, run);
  addDeclaredGroups(parent, run);
  addAbsent(parent, run);
  if (run.isRun) addProvenance(section(parent, "provenance", "Where it comes from"), run);
}

// Figures of metrics and analyses, under the names of their tables.
function addDeclaredGroups(parent, run) {
  if (run.declared.length === 0) return;
  const part = section(parent, "analyses", "Metrics and analyses");
  for (const {name, figures} of run.declared) {
    add(part, "h3", name);
    for (const figure of figures)
      addDeclared(part, `${name}_${figure.name}`, [{label: "", figure}]);
  }
}

function addDataParts(parent, run) {
  const {data} = run,
    what = run.isOutput ? "What the model says" : "Trials";
  const model = section(parent, "model", what, sampleText(data));
  addRaster(model, data);
  addRates(model, data);
  addLatents(model, data);
  addInputs(model, run);
  if (run.posterior.length > 0) {
    const posterior = section(parent, "posterior", "How sure the model is");
    for (const figure of run.posterior) addDeclared(posterior, figure.name, [{label: "", figure}]);
  }
  if (run.dataFigures.length > 0) addDataFigures(section(parent, "data", "The data"), run);
}
