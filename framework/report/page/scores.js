// Scores: bars on their own scale, and all of them as a table.

const twins = [
  ["valid_", "valid"],
  ["heldout_", "valid"],
  ["st_median_", "median"],
  ["st_", "mean"],
];

// "heldout_st_median_rate_r2" -> rate_r2, of validation trials, the median of single trials.
function scoreParts(name) {
  let part = "all",
    kind = "value",
    rest = name;
  for (const [prefix, meaning] of twins) {
    if (!rest.startsWith(prefix)) continue;
    rest = rest.slice(prefix.length);
    if (meaning === "valid") part = "valid";
    else kind = meaning;
  }
  return {base: rest, part, kind};
}

const isKey = (score) => {
  const {part, kind} = scoreParts(score.name);
  return (
    part === "all" && kind === "value" && !score.name.endsWith("_floor") && isNumber(score.value)
  );
};

// Scores of one scale together: what is best at 1, what is best at 0, all others.
function scaleOf(score) {
  if (score.direction === "lower" && score.perfect === 0)
    return {title: "Distances: 0 is perfect", low: 0, high: Math.PI / 2};
  if (score.direction === "higher" && score.perfect === 1)
    return {title: "Agreement: 1 is perfect", low: 0, high: 1};
  return {title: "Other scores", low: 0, high: null};
}

function scorePanels(run) {
  const panels = new Map();
  for (const score of run.scores.filter(isKey)) {
    const scale = scaleOf(score);
    if (!panels.has(scale.title)) panels.set(scale.title, {title: scale.title, scale, scores: []});
    panels.get(scale.title).scores.push(score);
  }
  return [...panels.values()].map((panel) => scorePanel(run, panel));
}

function scorePanel(run, {title, scale, scores}) {
  const floors = scores.map(
    (score) => (run.scores.find((s) => s.name === `${score.name}_floor`) || {}).value,
  );
  const high =
    scale.high === null ? 1.1 * d3.max([...scores.map((s) => Math.abs(s.value)), 0.1]) : scale.high;
  return {
    title,
    noLegend: true,
    x: {label: ""},
    y: {label: "Score"},
    scores,
    floors,
    domain: [scale.low, high],
    height: 26 * scores.length + 64,
    series: [{kind: "bars", name: "score", values: scores.map((s) => s.value), low: [], high: []}],
    categories: scores.map((s) => s.name),
  };
}

function drawScores(g, panel, width) {
  const left = width < 480 ? 150 : 210,
    right = 62,
    w = width - left - right,
    [low, high] = panel.domain;
  const x = d3.scaleLinear().domain([low, high]).range([0, w]).clamp(true),
    inner = g.append("g").attr("transform", `translate(${left},28)`);
  inner
    .append("text")
    .attr("class", "panel-title")
    .attr("x", -left + 8)
    .attr("y", -10)
    .text(panel.title);
  panel.scores.forEach((score, i) =>
    drawScore(
      inner.append("g").attr("transform", `translate(0,${26 * i})`),
      score,
      panel.floors[i],
      x,
      w,
    ),
  );
  const bottom = 26 * panel.scores.length + 2;
  inner
    .append("g")
    .attr("class", "axis")
    .attr("transform", `translate(0,${bottom})`)
    .call(d3.axisBottom(x).ticks(5).tickFormat(tickText));
  return {
    panel,
    w: width,
    h: panel.height,
    space: true,
    probe: (px, py) => probeScore(panel, Math.floor((py - 28) / 26)),
  };
}

function drawScore(row, score, floor, x, w) {
  row.append("rect").attr("class", "track").attr("width", w).attr("height", 18).attr("y", 2);
  const {published} = score;
  if (published) {
    row
      .append("rect")
      .attr("class", "published")
      .attr("x", x(published.min))
      .attr("width", Math.max(1, x(published.max) - x(published.min)))
      .attr("y", 2)
      .attr("height", 18);
    row
      .append("rect")
      .attr("class", "published-half")
      .attr("x", x(published.q25))
      .attr("width", Math.max(1, x(published.q75) - x(published.q25)))
      .attr("y", 2)
      .attr("height", 18);
  }
  const end = x(score.value),
    zero = x(0);
  row
    .append("rect")
    .datum([score.name, score.value])
    .attr("class", "mark bar")
    .style("fill", colours.model)
    .attr("x", Math.min(zero, end))
    .attr("width", Math.abs(end - zero))
    .attr("y", 6)
    .attr("height", 10);
  if (isNumber(floor))
    row
      .append("line")
      .attr("class", "floor")
      .attr("x1", x(floor))
      .attr("x2", x(floor))
      .attr("y1", 1)
      .attr("y2", 21);
  if (isNumber(score.perfect))
    row
      .append("line")
      .attr("class", "perfect")
      .attr("x1", x(score.perfect))
      .attr("x2", x(score.perfect))
      .attr("y1", 1)
      .attr("y2", 21);
  row
    .append("text")
    .attr("class", "score-name")
    .attr("x", -8)
    .attr("y", 15)
    .attr("text-anchor", "end")
    .text(score.name);
  const outside = score.value < x.domain()[0] ? "\u25c2 " : "";
  row
    .append("text")
    .attr("class", "score-value")
    .attr("x", w + 6)
    .attr("y", 15)
    .text(outside + score.value.toFixed(3));
}

function probeScore(panel, i) {
  const score = panel.scores[i];
  if (!score) return [];
  const lines = [`${score.name}: ${shortNumber(score.value)} (${score.direction} is better)`];
  if (score.doc) lines.push(score.doc);
  if (isNumber(panel.floors[i]))
    lines.push(`no linear map can get below ${shortNumber(panel.floors[i])}`);
  const p = score.published;
  if (p)
    lines.push(
      `${p.n} published runs: ${shortNumber(p.min)} to ${shortNumber(p.max)}, median ${shortNumber(p.median)}`,
    );
  return lines;
}

function addScores(parent, run) {
  if (!run.scores.some(isKey)) return;
  new FigureCard(parent, {
    name: "scores",
    title: "Scores: how much of the truth came back",
    state: {},
    sees: "Bars are this run. A black line is the perfect value, a red one the floor of what the metric can reach here; grey is the range of published runs of this kind, darker its middle half.",
    panels: () => scorePanels(run),
    columns: (width) => (width > 1000 ? 2 : 1),
    notes: () => {
      const outside = run.scores.filter((s) => isKey(s) && scaleOf(s).low !== null && s.value < 0);
      const doubtful = run.scores.filter((s) => isKey(s) && s.note);
      return [
        ...(outside.length > 0
          ? [
              `Below 0 and cut off: ${outside.map((s) => `${s.name} ${shortNumber(s.value)}`).join(", ")}.`,
            ]
          : []),
        ...doubtful.map((s) => `${s.name} says little: ${s.note}.`),
      ];
    },
  });
}

// A row a metric; its twins are columns.
function scoreTableRows(run) {
  const rows = new Map();
  for (const score of run.scores) {
    const {base, part, kind} = scoreParts(score.name);
    if (!rows.has(base)) rows.set(base, {base, score: null, cells: {}, notes: []});
    const row = rows.get(base);
    if (score.note && !row.notes.includes(score.note)) row.notes.push(score.note);
    row.cells[`${part} ${kind}`] = score.value;
    if (part === "all" && kind === "value") row.score = score;
  }
  return [...rows.values()];
}

const scoreColumns = [
  ["all value", "value"],
  ["all mean", "single trials, mean"],
  ["all median", "single trials, median"],
  ["valid value", "validation"],
  ["valid mean", "validation, mean"],
  ["valid median", "validation, median"],
];

function addScoreTable(parent, run) {
  const rows = scoreTableRows(run),
    hasDoc = rows.some((row) => row.score && row.score.doc),
    hasNote = rows.some((row) => row.notes.length > 0);
  const columns = scoreColumns.filter(([key]) => rows.some((row) => isNumber(row.cells[key])));
  if (columns.length === 0) return;
  const number = ([key, name]) => ({name, number: true, of: (row) => row.cells[key]});
  addSortableTable(parent, "All scores", rows, [
    {name: "metric", of: (row) => row.base},
    ...columns.map(number),
    {name: "better", of: (row) => (row.score ? row.score.direction : "")},
    {name: "perfect", number: true, of: (row) => (row.score ? row.score.perfect : null)},
    {
      name: "published median",
      number: true,
      of: (row) => (row.score && row.score.published ? row.score.published.median : null),
    },
    ...(hasNote ? [{name: "note", of: (row) => row.notes.join("; ")}] : []),
    ...(hasDoc ? [{name: "what it is", of: (row) => (row.score ? row.score.doc : "")}] : []),
  ]);
  add(
    parent,
    "p",
    "Single trials: the metric of each trial alone, then their mean or median; a few bad trials pull the mean down. " +
      "Validation: fitted on training trials, scored on trials that the model was not trained on.",
    {class: "small"},
  );
}
