// The page of a study.

function addStudy(parent, study) {
  add(parent, "p", study.sentence, {class: "sentence"});
  addTrialTable(section(parent, "trials", "Trials", "A click on a row shows the trial."), study);
  if (study.population) addPopulation(parent, study);
  const search = section(parent, "search", "The search");
  addBestSoFar(search, study);
  addObjectives(search, study);
  addParallel(search, study);
  addTrialCurves(search, study);
  const together = section(parent, "together", "What goes together");
  addCorrelations(
    together,
    "effects",
    "Effects: rank correlation of each score with each hyperparameter",
    "Blue: the score falls as the value grows; red: it rises.",
    study.effects,
  );
  addCorrelations(
    together,
    "matrix",
    "Rank correlation of scores with each other",
    "Good rates need not mean good inputs: look for pale cells.",
    study.matrix,
  );
  addScorePairs(together, study);
  addPublished(together, study);
  addStudyInputs(together, study);
  addAbsent(parent, study);
  if (study.settings)
    foldedText(section(parent, "settings", "Where it comes from"), "study.toml", study.settings);
}

// Any score against any other, a point a trial.
function addScorePairs(parent, study) {
  const names = study.scores.filter((_, i) =>
    varies(study.trials.map((trial) => trial.scores[i]).filter(isNumber)),
  );
  if (names.length < 2) return;
  const value = (trial, name) => trial.scores[study.scores.indexOf(name)],
    options = names.map((name) => [name, name]);
  new FigureCard(parent, {
    name: "pairs",
    title: (state) => `${state.y} against ${state.x}`,
    state: {x: names[0], y: names[1]},
    controls: [
      {kind: "select", name: "x", label: "across", options},
      {kind: "select", name: "y", label: "up", options},
    ],
    panels: (state) => {
      const known = study.trials.filter(
        (trial) => isNumber(value(trial, state.x)) && isNumber(value(trial, state.y)),
      );
      return [
        {
          x: {label: state.x},
          y: {label: state.y},
          height: 360,
          notes: [`${known.length} of ${plural(study.trials.length, "trial")} have both.`],
          series: [
            {
              kind: "points",
              name: "trials",
              x: known.map((trial) => value(trial, state.x)),
              y: known.map((trial) => value(trial, state.y)),
              labels: known.map((trial) => `trial ${trial.name}`),
            },
          ],
        },
      ];
    },
  });
}
