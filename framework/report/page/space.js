// A panel in space: paths and points, seen from an angle that the reader turns.

const startView = {yaw: 0.6, pitch: 0.35};

// From data to a cube around the origin, each axis on its own scale unless they have one unit.
function cubeScales(panel) {
  const scales = {};
  for (const key of ["x", "y", "z"]) {
    const values = [];
    for (const series of panel.series) for (const value of series[key] || []) values.push(value);
    scales[key] = d3.scaleLinear().domain(rangeOf(values)).range([-1, 1]);
  }
  return scales;
}

function projection(view, size, cx, cy) {
  const [sy, cy1] = [Math.sin(view.yaw), Math.cos(view.yaw)],
    [sp, cp] = [Math.sin(view.pitch), Math.cos(view.pitch)];
  return (x, y, z) => {
    const right = x * cy1 + y * sy,
      deep = -x * sy + y * cy1;
    return [cx + size * right, cy - size * (z * cp + deep * sp)];
  };
}

function drawSpace(g, panel, width, height, view) {
  colourSeries(panel.series);
  const scales = cubeScales(panel),
    size = Math.min(width - 110, height - 50) / 2.9;
  const project = projection(view, size, width / 2, height / 2 + 8);
  const to = (x, y, z) => project(scales.x(x), scales.y(y), scales.z(z));
  if (panel.title)
    g.append("text")
      .attr("class", "panel-title")
      .attr("x", margin.left)
      .attr("y", 16)
      .text(panel.title);
  drawCube(g, panel, project);
  const marks = g.append("g"),
    near = [];
  for (const series of panel.series) {
    const points = d3.range(series.x.length).map((i) => [series.x[i], series.y[i], series.z[i]]);
    const seen = points.map((p) => (p.every(isNumber) ? to(...p) : [NaN, NaN]));
    seen.forEach((p, i) => near.push([p, series, i]));
    if (series.kind === "path") drawPath(marks, series, points, seen);
    else drawCloud(marks, series, points, seen);
  }
  return {
    panel,
    w: width,
    h: height,
    space: true,
    probe: (px, py) => probeSpace(panel, near, px, py),
  };
}

function drawPath(g, series, points, seen) {
  g.append("path")
    .datum(points)
    .attr("class", "mark path")
    .style("stroke", series.colour)
    .style("stroke-dasharray", series.dashed ? "4 3" : null)
    .style("stroke-width", series.thin ? "0.8px" : null)
    .attr("d", d3.line().defined((p) => isNumber(p[0]))(seen));
  const [first, last] = [seen[0], seen[seen.length - 1]];
  if (!first || !isNumber(first[0]) || !isNumber(last[0])) return;
  const size = series.thin ? 2 : 3.5;
  g.append("circle")
    .attr("class", "start")
    .attr("cx", first[0])
    .attr("cy", first[1])
    .attr("r", size)
    .style("stroke", series.colour);
  g.append("rect")
    .attr("class", "end")
    .attr("x", last[0] - size)
    .attr("y", last[1] - size)
    .attr("width", 2 * size)
    .attr("height", 2 * size)
    .style("fill", series.colour);
}

function drawCloud(g, series, points, seen) {
  g.append("g")
    .selectAll("circle")
    .data(points.filter((p) => p.every(isNumber)))
    .enter()
    .append("circle")
    .attr("class", "mark point")
    .attr("r", 3)
    .style("fill", series.colour)
    .attr("cx", (_, i) => seen[i][0])
    .attr("cy", (_, i) => seen[i][1]);
}

function drawCube(g, panel, project) {
  const origin = [-1, -1, -1],
    axes = {x: [1, -1, -1], y: [-1, 1, -1], z: [-1, -1, 1]};
  for (const [key, end] of Object.entries(axes)) {
    const [a, b] = [project(...origin), project(...end)];
    g.append("line")
      .attr("class", "cube")
      .attr("x1", a[0])
      .attr("y1", a[1])
      .attr("x2", b[0])
      .attr("y2", b[1]);
    const label = project(...end.map((c, i) => c + 0.12 * (c - origin[i])));
    g.append("text")
      .attr("class", "axis-label")
      .attr("x", label[0])
      .attr("y", label[1] + 4)
      .attr("text-anchor", "middle")
      .text(axisText(panel[key]));
  }
}

function probeSpace(panel, near, px, py) {
  let best = null,
    least = Infinity;
  for (const one of near) {
    const distance = Math.hypot(one[0][0] - px, one[0][1] - py);
    if (distance < least) [best, least] = [one, distance];
  }
  if (!best || least > 30) return [];
  const [, series, i] = best,
    lines = [series.name];
  for (const key of ["x", "y", "z"])
    lines.push(`${axisText(panel[key])}: ${shortNumber(series[key][i])}`);
  return lines;
}
