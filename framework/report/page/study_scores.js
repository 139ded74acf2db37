// Scores of a study's trials beside those of published runs of the same kind.

const isDistance = (name) => /procrustes/.test(name);

// Vertical strokes from one number to another, one a score.
const strokes = (name, colour, look, ranges) => ({
  kind: "line",
  name,
  colour,
  ...look,
  x: ranges.flatMap((_, i) => [i, i, NaN]),
  y: ranges.flatMap(([low, high]) => [low, high, NaN]),
});

function publishedPanel(study, title, names) {
  const scores = names.map((name) => study.published.scores[name]);
  const of = (name) => study.trials.map((trial) => trial.scores[study.scores.indexOf(name)]);
  const floor = isDistance(names[0]) ? 0 : -0.25;
  const known = names.flatMap((name, i) =>
    of(name)
      .map((value, t) => ({i, value, trial: study.trials[t].name}))
      .filter(({value}) => isNumber(value)),
  );
  const inside = known.filter(({value}) => value >= floor),
    tops = [...inside.map(({value}) => value), ...scores.map(({max}) => max)];
  const missing = names.length * study.trials.length - known.length;
  return {
    title,
    x: {label: "", names},
    y: {label: "Score"},
    yDomain: [floor, 1.05 * d3.max(tops)],
    height: 300,
    series: [
      strokes(
        "published, all",
        palette[9],
        {},
        scores.map(({min, max}) => [Math.max(min, floor), max]),
      ),
      strokes(
        "published, middle half",
        palette[9],
        {thick: true},
        scores.map(({q25, q75}) => [Math.max(q25, floor), Math.max(q75, floor)]),
      ),
      {
        kind: "points",
        name: "published, median",
        colour: colours.truth,
        radius: 4,
        x: d3.range(names.length).filter((i) => scores[i].median >= floor),
        y: scores.map(({median}) => median).filter((median) => median >= floor),
        labels: names
          .filter((_, i) => scores[i].median >= floor)
          .map((name) => `${name}: median of ${study.published.scores[name].n} published runs`),
      },
      {
        kind: "points",
        name: "trials of this study",
        colour: colours.model,
        // Beside the stroke, so that both are seen.
        x: inside.map(({i}) => i + 0.18),
        y: inside.map(({value}) => value),
        labels: inside.map(({i, trial}) => `${names[i]} of trial ${trial}`),
      },
    ],
    notes: [
      ...(inside.length < known.length
        ? [
            `${title}: ${plural(known.length - inside.length, "score")} below ${floor} outside of the panel.`,
          ]
        : []),
      ...(missing > 0 ? [`${title}: ${plural(missing, "score")} missing.`] : []),
    ],
  };
}

function addPublished(parent, study) {
  if (!study.published) return;
  const names = study.scores.filter((name) => study.published.scores[name] && !/^st_/.test(name));
  const groups = [
    ["Agreement: 1 is perfect", names.filter((name) => !isDistance(name))],
    ["Distances: 0 is perfect", names.filter(isDistance)],
  ].filter(([, some]) => some.length > 0);
  if (groups.length === 0) return;
  new FigureCard(parent, {
    name: "published",
    title: "Scores beside the published ones",
    sees: `Grey: the published runs of ${study.published.cell}, the thick part their middle half. Points beside them are the trials of this study.`,
    state: {},
    panels: () => groups.map(([title, some]) => publishedPanel(study, title, some)),
    columns: (width) => (width > 900 ? groups.length : 1),
  });
}
