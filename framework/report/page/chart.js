// A panel in a plane: lines, points and a heat map, or bars, as npd/figure.hpp declares them.

const margin = {top: 24, right: 14, bottom: 40, left: 64};

function domainOf(panel, key) {
  if (panel[`${key}Domain`]) return panel[`${key}Domain`];
  const values = [];
  const push = (list) => {
    for (const value of list || []) values.push(value);
  };
  for (const series of panel.series) {
    if (series.kind === "heat") {
      const list = series[key],
        half = list.length > 1 ? (list[1] - list[0]) / 2 : 0.5;
      values.push(list[0] - half, list[list.length - 1] + half);
    } else if (series.kind === "bars") {
      push(series.values);
      push(series.low);
      push(series.high);
      values.push(0);
    } else {
      push(series[key]);
      if (key === "y") {
        push(series.low);
        push(series.high);
      }
    }
  }
  if (panel[key].logarithmic) {
    const [low, high] = rangeOf(values.filter((x) => x > 0)),
      room = panel.series.some((s) => s.kind === "points") ? (high / low) ** 0.05 : 1;
    return [low / room, high * room];
  }
  if (panel[key].names && !panel.series.some((s) => s.kind === "heat"))
    return [-0.5, panel[key].names.length - 0.5];
  const [low, high] = rangeOf(values),
    heat = panel.series.some((s) => s.kind === "heat");
  const points = panel.series.some((s) => s.kind === "points");
  const room = (key === "y" || points) && !heat ? (high - low) * 0.05 : 0;
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

// Draws a panel and says what is under a point of it.
function drawPanel(g, panel, width, height) {
  const left = panel.y.names ? Math.min(190, width * 0.4) : margin.left,
    room = width - left - margin.right,
    h = height - margin.top - margin.bottom,
    w = panel.square ? Math.min(room, h) : room;
  const inner = g.append("g").attr("transform", `translate(${left},${margin.top})`);
  colourSeries(panel.series);
  if (panel.title)
    inner.append("text").attr("class", "panel-title").attr("y", -8).text(panel.title);
  const y = makeScale(panel.y, domainOf(panel, "y"), [h, 0]);
  drawYAxis(inner, y, panel.y, w, h);
  const clip = uniqueId("clip");
  inner
    .append("clipPath")
    .attr("id", clip)
    .append("rect")
    .attr("x", -4)
    .attr("width", w + 8)
    .attr("y", -4)
    .attr("height", h + 8);
  const marks = inner.append("g").attr("clip-path", `url(#${clip})`);
  const bars = panel.series.filter((series) => series.kind === "bars");
  if (bars.length > 0) {
    const band = d3.scaleBand().domain(panel.categories).range([0, w]).padding(0.15);
    drawCategories(inner, band, panel.x, w, h);
    drawBars(marks, bars, panel.categories, band, y);
    drawRules(inner, panel.rules, () => NaN, y, w, h);
    return {panel, left, w, h, probe: (px) => probeBars(panel, bars, band, px)};
  }
  const x = makeScale(panel.x, domainOf(panel, "x"), [0, w]);
  drawXAxis(inner, x, panel.x, w, h);
  for (const series of panel.series) {
    if (series.kind === "heat")
      drawHeat(marks, series, x, y, panel.zDomain || rangeOf(series.values), colourOf(panel));
    if (series.kind === "line") drawLine(marks, series, x, y);
    if (series.kind === "points") drawPoints(marks, series, x, y);
    if (series.kind === "arrows") drawArrows(marks, series, x, y);
  }
  drawRules(inner, panel.rules, x, y, w, h);
  return {panel, left, w, h, probe: (px, py) => probePlane(panel, x, y, px, py)};
}

function probeBars(panel, bars, band, px) {
  const i = Math.max(0, Math.min(panel.categories.length - 1, Math.floor(px / band.step())));
  const lines = [`${axisText(panel.x)}: ${panel.categories[i]}`];
  for (const series of bars) {
    const error =
      series.low && isNumber(series.low[i])
        ? ` (${shortNumber(series.low[i])} to ${shortNumber(series.high[i])})`
        : "";
    lines.push(`${series.name}: ${shortNumber(series.values[i])}${error}`);
  }
  return lines;
}

const mostProbed = 10;

function probePlane(panel, x, y, px, py) {
  const heat = panel.series.find((series) => series.kind === "heat");
  const lines = panel.series.filter((series) => series.kind === "line" && series.x.length > 0);
  const points = panel.series.filter((series) => series.kind === "points");
  const near = nearestPoint(points, x, y, px, py);
  if (heat && !(near && near.distance < 8)) return probeHeat(panel, heat, x.invert(px), y.invert(py));
  if (near && (near.distance < 20 || lines.length === 0)) {
    const label =
      near.series.labels && near.series.labels[near.i]
        ? [near.series.labels[near.i]]
        : [near.series.name];
    return [
      ...label,
      `${axisText(panel.x)}: ${shortNumber(near.series.x[near.i])}`,
      `${axisText(panel.y)}: ${shortNumber(near.series.y[near.i])}`,
    ];
  }
  if (lines.length === 0) return [];
  const at = x.invert(px),
    i = d3.scan(lines[0].x, (a, b) => Math.abs(a - at) - Math.abs(b - at));
  const value = lines[0].x[i],
    unit = panel.y.unit ? ` ${panel.y.unit}` : "";
  const told = [
    panel.x.names ? panel.x.names[value] : `${axisText(panel.x)}: ${shortNumber(value)}`,
  ];
  for (const series of lines.slice(0, mostProbed)) {
    const j = series.x[i] === value ? i : series.x.indexOf(value);
    if (j < 0) continue;
    const error =
      series.low && isNumber(series.low[j])
        ? ` (${shortNumber(series.low[j])} to ${shortNumber(series.high[j])})`
        : "";
    told.push(`${series.name}: ${shortNumber(series.y[j])}${unit}${error}`);
  }
  if (lines.length > mostProbed) told.push(`and ${lines.length - mostProbed} more`);
  return told;
}

function probeHeat(panel, heat, x, y) {
  const nearest = (list, at) => d3.scan(list, (a, b) => Math.abs(a - at) - Math.abs(b - at));
  const i = nearest(heat.x, x),
    j = nearest(heat.y, y),
    unit = panel.z.unit ? ` ${panel.z.unit}` : "";
  if (panel.tell) return panel.tell(i, j);
  return [
    `${axisText(panel.x)}: ${shortNumber(heat.x[i])}`,
    `${axisText(panel.y)}: ${shortNumber(heat.y[j])}`,
    `${panel.z.label}: ${shortNumber(heat.values[j * heat.x.length + i])}${unit}`,
  ];
}

function nearestPoint(all, x, y, px, py) {
  let best = null;
  for (const series of all) {
    for (let i = 0; i < series.x.length; ++i) {
      const distance = Math.hypot(x(series.x[i]) - px, y(series.y[i]) - py);
      if (isNumber(distance) && (!best || distance < best.distance)) best = {series, i, distance};
    }
  }
  return best;
}
