// A population over its generations: scores, hyperparameters, and whose weights went where.

const ancestor = (population, g) => population.ancestry[g];
const isAncestor = (population, g, worker) => ancestor(population, g) === worker;

function addPopulation(parent, study) {
  const {population} = study;
  const part = section(
    parent,
    "population",
    "The population",
    "The thick line is the ancestry of the best worker: whoever trained its weights in each generation.",
  );
  addGenerationScores(part, study);
  addGenerationValues(part, population);
  addLineage(part, population);
}

// What a worker was in a generation, for the pointer.
function fateText(population, g, w) {
  const worker = population.generations[g][w],
    parts = [`worker ${w}, generation ${g + 1}`, `objective ${shortNumber(worker.objective)}`];
  if (worker.lost) parts.push("lost");
  if (worker.opponent !== "") parts.push(`${worker.role} against worker ${worker.opponent}`);
  return parts.join(", ");
}

// The window of the figures that users know: from the best to the median and five spreads of the
// middle half.
function scoreWindow(values, minimises) {
  const sorted = values.filter(isNumber).sort(d3.ascending);
  if (sorted.length === 0) return {limits: [0, 1], outside: 0};
  const median = d3.quantile(sorted, 0.5),
    spread = 5 * (d3.quantile(sorted, 0.75) - d3.quantile(sorted, 0.25));
  const limits = minimises
    ? [sorted[0], Math.min(median + spread, sorted[sorted.length - 1])]
    : [Math.max(median - spread, sorted[0]), sorted[sorted.length - 1]];
  const room = 0.05 * (limits[1] - limits[0]) || 0.05 * Math.abs(limits[0]) || 1;
  return {
    limits: [limits[0] - room, limits[1] + room],
    outside: sorted.filter((x) => x < limits[0] || x > limits[1]).length,
  };
}

function addGenerationScores(parent, study) {
  const {population} = study,
    {epochs, generations} = population;
  const roles = [
    ["winner", colours.truth],
    ["loser", palette[1]],
    ["bye", palette[9]],
  ];
  const places = generations.flatMap((workers, g) => workers.map((worker, w) => [g, w, worker]));
  const window = scoreWindow(
    places.map(([, , worker]) => worker.objective),
    study.minimises,
  );
  const points = ([role, colour]) => {
    const some = places.filter(([, , worker]) => worker.role === role);
    return {
      kind: "points",
      name: {winner: "won its pair", loser: "lost its pair", bye: "had no pair"}[role],
      colour,
      x: some.map(([g]) => epochs[g]),
      y: some.map(([, , worker]) => worker.objective),
      labels: some.map(([g, w]) => fateText(population, g, w)),
    };
  };
  new FigureCard(parent, {
    name: "generations",
    title: "Objective at the end of each generation",
    sees: "The cloud should sink and narrow, and the ancestry of the best worker run along its lower edge; what an ancestor loses in a pair it gets back from the winner.",
    state: {},
    panels: () => [
      {
        x: {label: "Epoch", whole: true},
        y: {label: "Objective"},
        yDomain: window.limits,
        height: 340,
        series: [
          {
            kind: "line",
            name: "ancestry of the best worker",
            colour: colours.model,
            thick: true,
            x: population.ancestry.map((_, g) => epochs[g]),
            y: population.ancestry.map((w, g) => generations[g][w].objective),
          },
          ...roles.map(points).filter((series) => series.x.length > 0),
        ],
      },
    ],
    notes: () => [
      ...(window.outside > 0
        ? [`${plural(window.outside, "objective")} outside of the panel.`]
        : []),
      ...missingNote(places.map(([, , worker]) => worker.objective)),
    ],
  });
}

function missingNote(values) {
  const missing = values.filter((x) => !isNumber(x)).length;
  return missing > 0 ? [`${plural(missing, "time")} a worker ended without a number.`] : [];
}

// One panel a hyperparameter: each worker a thin line of steps.
function valuePanel(population, k) {
  const values = population.values[k],
    log = isLogarithmic(values.flat().filter(isNumber));
  const step = (name, x, y, look) => ({kind: "line", step: true, name, x, y, ...look});
  const series = d3
    .range(values[0].length)
    .map((w) =>
      step(
        `worker ${w}`,
        d3.range(1, values.length + 1),
        values.map((generation) => generation[w]),
        {thin: true, colour: palette[0]},
      ),
    );
  series.push(
    step(
      "ancestry of the best worker",
      population.ancestry.map((_, g) => g + 1),
      population.ancestry.map((w, g) => values[g][w]),
      {colour: colours.model, thick: true},
    ),
  );
  return {
    title: population.keys[k],
    x: {label: "Generation", whole: true},
    y: {label: shortKey(population.keys[k]), unit: log ? "log" : "", logarithmic: log},
    series,
    noLegend: true,
    height: 220,
  };
}

function addGenerationValues(parent, population) {
  const shown = d3.range(population.keys.length).filter((k) => population.values[k].length > 0);
  if (shown.length === 0) return;
  new FigureCard(parent, {
    name: "schedules",
    title: "Hyperparameters over generations",
    sees: "Thin lines are workers. Where they run together, one value has spread through the population; the thick line is the schedule that was found.",
    state: {},
    panels: () => shown.map((k) => valuePanel(population, k)),
    columns: (width) => Math.min(3, Math.floor(width / 300)),
  });
}

// From each place of a generation to the places behind it that went on with its weights.
function lineageEdges(population) {
  const edges = [];
  population.generations.slice(0, -1).forEach((workers, g) =>
    workers.forEach(({nextFrom}, w) => {
      const line = isAncestor(population, g, nextFrom) && isAncestor(population, g + 1, w);
      edges.push({g, from: nextFrom, to: w, line});
    }),
  );
  return edges;
}

function addLineage(parent, population) {
  const edges = lineageEdges(population);
  // Of several lines one, with gaps between.
  const joined = (name, colour, some, look) => ({
    kind: "line",
    name,
    colour,
    ...look,
    x: some.flatMap(({g}) => [g + 1, g + 2, NaN]),
    y: some.flatMap(({from, to}) => [from, to, NaN]),
  });
  const places = population.generations.flatMap((workers, g) => workers.map((_, w) => [g, w]));
  new FigureCard(parent, {
    name: "lineage",
    title: "Lineage: whose weights went where",
    sees: "Each row is a worker, each column a generation. Slanted lines are weights that were taken over; rows without one never lost.",
    state: {},
    panels: () => [
      {
        x: {label: "Generation", whole: true},
        y: {label: "Worker", whole: true},
        yDomain: [-0.5, population.generations[0].length - 0.5],
        height: 90 + 18 * population.generations[0].length,
        series: [
          joined(
            "own weights",
            colours.faint,
            edges.filter(({from, to, line}) => from === to && !line),
          ),
          joined(
            "taken over",
            palette[0],
            edges.filter(({from, to, line}) => from !== to && !line),
          ),
          joined(
            "ancestry of the best worker",
            colours.model,
            edges.filter(({line}) => line),
            {thick: true},
          ),
          {
            kind: "points",
            name: "workers",
            colour: colours.truth,
            radius: 2.5,
            x: places.map(([g]) => g + 1),
            y: places.map(([, w]) => w),
            labels: places.map(([g, w]) => fateText(population, g, w)),
          },
        ].filter((series) => series.x.length > 0),
      },
    ],
  });
}
