// The circuit behind the data: its flow under constant inputs, circuit by circuit.

// In turns: 0 and 1 are left, then down, right, up, through the hues.
const directionColour = (turns) => d3.hsl(360 * turns, 0.85, isDark() ? 0.55 : 0.5).toString();

const circuitViews = [
  ["flow", "flow (arrows)"],
  ["speed", "speed"],
  ["direction", "direction"],
];

// The places of a grid along an axis, its upper end left out.
const gridPlaces = ([low, high], n) => d3.range(n).map((i) => low + ((high - low) * i) / n);

const circuitAxes = (circuit, panel) => {
  const [aLow, aHigh, bLow, bHigh] = panel.window;
  return {
    x: {label: circuit.states[0]},
    y: {label: circuit.states[1]},
    xDomain: [aLow, aHigh],
    yDomain: [bLow, bHigh],
    xs: gridPlaces([aLow, aHigh], circuit.points),
    ys: gridPlaces([bLow, bHigh], circuit.points),
  };
};

const mostArrows = 14; // along an axis

// Arrows at the centres of a coarser grid. Their length grows with the fourth root of the speed, so
// that slow places have a direction, too.
function arrowSeries(circuit, panel, speed, direction, fastest) {
  const {xs, ys} = circuitAxes(circuit, panel),
    every = Math.ceil(circuit.points / mostArrows),
    longest = every * (xs[1] - xs[0]),
    high = every * (ys[1] - ys[0]);
  const arrows = [];
  for (let row = Math.floor(every / 2); row < ys.length; row += every) {
    for (let column = Math.floor(every / 2); column < xs.length; column += every) {
      const log = speed[row][column];
      if (!isNumber(log)) continue;
      const angle = 2 * Math.PI * (direction[row][column] - 0.5),
        part = 0.95 * 10 ** ((log - fastest) / 4);
      const dx = part * longest * Math.cos(angle),
        dy = part * high * Math.sin(angle);
      arrows.push([xs[column] - dx / 2, ys[row] - dy / 2, dx, dy]);
    }
  }
  return {
    kind: "arrows",
    name: "flow",
    colour: colours.counts,
    x: arrows.map(([x]) => x),
    y: arrows.map(([, y]) => y),
    dx: arrows.map(([, , dx]) => dx),
    dy: arrows.map(([, , , dy]) => dy),
  };
}

function mapSeries(circuit, panel, name, rows) {
  const {xs, ys} = circuitAxes(circuit, panel);
  return {kind: "heat", name, x: xs, y: ys, values: rows.flat()};
}

// "-2.621", or "-1 + 3i" of a turning point.
const eigenvalueText = ([re, im]) =>
  im === 0
    ? shortNumber(re)
    : `${shortNumber(re)} ${im < 0 ? "-" : "+"} ${shortNumber(Math.abs(im))}i`;

const pointText = (circuit, point) =>
  `${point.kind}, eigenvalues ${point.eigenvalues.map(eigenvalueText).join(" and ")} 1/${circuit.timeUnit}`;

const pointKinds = [
  ["stable", colours.truth],
  ["saddle", "var(--model)"],
  ["unstable", "var(--alarm)"],
];

// Above maps both have a colour that the map lacks.
const nullclineColours = {
  flow: ["var(--nullcline-a)", "var(--nullcline-b)"],
  speed: ["#ff5fa2", "#ff5fa2"],
  direction: ["#111111", "#111111"],
};

function nullclineSeries(circuit, panel, view) {
  return panel.nullclines.map((curve, i) => ({
    kind: "line",
    name: `${circuit.states[i]} stands still`,
    colour: nullclineColours[view][i],
    dashed: i === 1 && view !== "flow",
    x: curve.x.map((value) => (value === null ? NaN : value)),
    y: curve.y.map((value) => (value === null ? NaN : value)),
  }));
}

function fixedPointSeries(circuit, panel) {
  return pointKinds
    .map(([kind, colour]) => [kind, colour, panel.points.filter((point) => point.kind === kind)])
    .filter(([, , some]) => some.length > 0)
    .map(([kind, colour, some]) => ({
      kind: "points",
      name: `${kind} point`,
      colour,
      ringed: true,
      radius: 4.5,
      hollow: kind !== "stable",
      x: some.map(({a}) => a),
      y: some.map(({b}) => b),
      labels: some.map((point) => pointText(circuit, point)),
    }));
}

function circuitPanel(circuit, inputs, k, view, speedDomain) {
  const panel = inputs.panels[k],
    {x, y, xDomain, yDomain} = circuitAxes(circuit, panel);
  const speed = inputs.arrays.speed.rows(k),
    direction = inputs.arrays.direction.rows(k);
  const below = {
    flow: () => arrowSeries(circuit, panel, speed, direction, speedDomain[1]),
    speed: () => mapSeries(circuit, panel, "speed", speed),
    direction: () => mapSeries(circuit, panel, "direction", direction),
  };
  return {
    title: `${panel.row}, ${panel.column}`,
    x,
    y,
    xDomain,
    yDomain,
    square: true,
    height: 250,
    ...mapLook(circuit, view, speedDomain),
    series: [
      below[view](),
      ...nullclineSeries(circuit, panel, view),
      ...fixedPointSeries(circuit, panel),
    ],
  };
}

function mapLook(circuit, view, speedDomain) {
  if (view === "speed")
    return {
      z: {label: "log10 of speed", unit: `1/${circuit.timeUnit}`},
      zDomain: speedDomain,
      colourBar: true,
    };
  if (view === "direction")
    return {
      z: {label: "Direction", unit: "turns"},
      zDomain: [0, 1],
      colourBar: true,
      ramp: directionColour,
    };
  return {};
}

const countText = (panel) => {
  const stable = panel.points.filter(({kind}) => kind === "stable").length;
  return `${panel.points.length} (${stable})`;
};

// How many points there are, a row an input and a column a circuit; then each of them.
function addPointTables(parent, circuit, inputs) {
  const {columns} = circuit,
    rows = d3.range(0, inputs.panels.length, columns);
  addSortableTable(parent, `Fixed points (stable ones), inputs ${inputs.label}`, rows, [
    {name: "input", of: (k) => inputs.panels[k].row},
    ...d3.range(columns).map((c) => ({
      name: inputs.panels[c].column,
      of: (k) => countText(inputs.panels[k + c]),
    })),
  ]);
  const points = inputs.panels.flatMap((panel) => panel.points.map((point) => ({panel, point})));
  const details = add(parent, "details");
  add(details, "summary", `Every fixed point, inputs ${inputs.label}`);
  addSortableTable(details, plural(points.length, "fixed point"), points, [
    {name: "circuit", of: ({panel}) => panel.column},
    {name: "input", of: ({panel}) => panel.row},
    {name: circuit.states[0], number: true, of: ({point}) => point.a},
    {name: circuit.states[1], number: true, of: ({point}) => point.b},
    {name: "kind", of: ({point}) => point.kind},
    {
      name: `eigenvalues (1/${circuit.timeUnit})`,
      of: ({point}) => point.eigenvalues.map(eigenvalueText).join(", "),
    },
  ]);
}

const circuitText =
  "The recorded area alone, under an input that stays as it is. Without input an area of weak coupling has one " +
  "resting point, to which everything decays. With stronger coupling two more attractors appear, one for each " +
  "choice, and between rest and choice a saddle: the further the saddle from rest, the more input a decision " +
  "takes. An input that favours one side moves the nullclines until rest and the saddle meet and vanish; what is " +
  "left is one point, and the decision is forced.";

function addCircuit(parent, run) {
  const {circuit} = run;
  if (!circuit) return;
  const part = section(parent, "circuit", "The circuit behind the data", circuitText);
  const chosen = (state) => circuit.inputs[+state.inputs];
  const speeds = (inputs) =>
    rangeOf(inputs.panels.flatMap((_, k) => inputs.arrays.speed.rows(k).flat()));
  new FigureCard(part, {
    name: "circuit",
    title: (state) =>
      `${{flow: "Flow", speed: "Speed of the flow", direction: "Direction of the flow"}[state.view]}, nullclines and fixed points, inputs ${chosen(state).label}`,
    sees: "Fixed points lie where the nullclines cross: full ones attract, hollow ones do not. States are slow near them, and turn where the direction changes.",
    state: {view: "flow", inputs: "0"},
    controls: [
      {kind: "select", name: "view", label: "show", options: circuitViews},
      {
        kind: "select",
        name: "inputs",
        label: "inputs",
        options: circuit.inputs.map(({label}, i) => [String(i), label]),
      },
    ],
    panels: (state) => {
      const inputs = chosen(state),
        domain = speeds(inputs);
      return inputs.panels.map((_, k) => circuitPanel(circuit, inputs, k, state.view, domain));
    },
    columns: (width) =>
      width > 240 * circuit.columns ? circuit.columns : Math.max(1, Math.floor(width / 240)),
    notes: (state) => circuitNotes(circuit, state),
  });
  for (const inputs of circuit.inputs) addPointTables(part, circuit, inputs);
}

function circuitNotes(circuit, state) {
  const notes = {
    flow: "Arrows grow with the fourth root of the speed.",
    speed: "One scale for all panels: rows can be compared. Dark is slow.",
    direction:
      "0 and 1 are to the left, 0.25 down, 0.5 to the right, 0.75 up. Each cell has its own colour: nothing is interpolated across the jump from a whole turn to 0.",
  };
  return [notes[state.view], ...(circuit.note ? [circuit.note] : [])];
}
