// Colours. Those of truth and model are the style's, so that they follow light and dark.

const colours = {
  truth: "var(--truth)",
  model: "var(--model)",
  counts: "var(--counts)",
  faint: "var(--faint)",
};

const palette = [
  "#4e79a7",
  "#f28e2b",
  "#59a14f",
  "#e15759",
  "#b07aa1",
  "#76b7b2",
  "#9c755f",
  "#ff9da7",
  "#edc948",
  "#8a8a8a",
];

const isDark = () =>
  matchMedia("(prefers-color-scheme: dark)").matches && !matchMedia("print").matches;

// Colours of conditions: along a ramp if their names are numbers.
function conditionColours(names) {
  if (names.length < 3 || !names.every((name) => name !== "" && isNumber(+name))) {
    return names.map((_, i) => palette[i % palette.length]);
  }
  const [from, to] = isDark() ? [0.35, 1] : [0.0, 0.8];
  return names.map((_, i) => d3.interpolatePlasma(from + ((to - from) * i) / (names.length - 1)));
}

const heatColour = d3.interpolateViridis;

// Of numbers below and above 0: blue and red.
const signedColour = (t) => d3.interpolateRdBu(1 - t);

const colourOf = (panel) => panel.ramp || (panel.diverging ? signedColour : heatColour);

// Gives each series of a panel a colour: its own, or one for each group.
function colourSeries(series) {
  const groups = [];
  for (const one of series) {
    if (one.colour) continue;
    const group = one.group || one.name;
    if (!groups.includes(group)) groups.push(group);
    one.colour = palette[groups.indexOf(group) % palette.length];
  }
}
