// The marks of a panel. Each carries the numbers that it shows (d3's datum), as the CSV has them.

function drawLine(g, series, x, y) {
  const points = d3.zip(series.x, series.y);
  const shown = (value, scale) => isNumber(value) && (!scale.base || value > 0);
  if (series.low && series.low.length > 0) {
    const band = d3.range(series.x.length);
    g.append("path")
      .datum(band)
      .attr("class", "band")
      .style("fill", series.colour)
      .attr(
        "d",
        d3
          .area()
          .defined((i) => isNumber(series.low[i]) && isNumber(series.high[i]))
          .x((i) => x(series.x[i]))
          .y0((i) => y(series.low[i]))
          .y1((i) => y(series.high[i])),
      );
  }
  g.append("path")
    .datum(points)
    .attr("class", series.step ? "mark line step" : "mark line")
    .style("stroke", series.colour)
    .style("stroke-dasharray", series.dashed ? "4 3" : null)
    .style("stroke-width", series.thin ? "0.7px" : series.thick ? "4px" : null)
    .attr(
      "d",
      d3
        .line()
        .curve(series.step ? d3.curveStep : d3.curveLinear)
        .defined((p) => shown(p[0], x) && shown(p[1], y))
        .x((p) => x(p[0]))
        .y((p) => y(p[1])),
    );
  // A number between two gaps is no line.
  const alone = points.filter(
    (p, i) =>
      shown(p[1], y) &&
      !(points[i - 1] && shown(points[i - 1][1], y)) &&
      !(points[i + 1] && shown(points[i + 1][1], y)),
  );
  g.append("g")
    .selectAll("circle")
    .data(alone)
    .enter()
    .append("circle")
    .attr("class", "alone")
    .attr("r", 2)
    .style("fill", series.colour)
    .attr("cx", (p) => x(p[0]))
    .attr("cy", (p) => y(p[1]));
}

function drawPoints(g, series, x, y) {
  const points = d3
    .range(series.x.length)
    .filter((i) => isNumber(series.x[i]) && isNumber(series.y[i]));
  g.append("g")
    .selectAll("circle")
    .data(points.map((i) => [series.x[i], series.y[i]]))
    .enter()
    .append("circle")
    .attr("class", "mark point")
    .attr("r", series.radius || 3.5)
    .style("fill", series.hollow ? "var(--card)" : series.colour)
    .style("stroke", series.ringed ? (series.hollow ? series.colour : "var(--card)") : null)
    .style("stroke-width", series.hollow ? "2.5px" : null)
    .attr("cx", (p) => x(p[0]))
    .attr("cy", (p) => y(p[1]));
}

// All arrows of a panel as one path, each from its tail to its tip, with two barbs.
function drawArrows(g, series, x, y) {
  const arrows = d3
    .range(series.x.length)
    .map((i) => [series.x[i], series.y[i], series.dx[i], series.dy[i]]);
  const barb = (tip, angle, long) =>
    `M${tip}L${tip[0] - long * Math.cos(angle)},${tip[1] - long * Math.sin(angle)}`;
  const path = arrows.map(([a, b, da, db]) => {
    const tail = [x(a), y(b)],
      tip = [x(a + da), y(b + db)];
    const angle = Math.atan2(tip[1] - tail[1], tip[0] - tail[0]),
      long = 0.4 * Math.hypot(tip[0] - tail[0], tip[1] - tail[1]);
    return `M${tail}L${tip}${barb(tip, angle - 0.5, long)}${barb(tip, angle + 0.5, long)}`;
  });
  g.append("path")
    .datum(arrows)
    .attr("class", "mark arrows")
    .style("stroke", series.colour)
    .attr("d", path.join(""));
}

function drawBars(g, all, categories, band, y) {
  const inner = d3
    .scaleBand()
    .domain(d3.range(all.length))
    .range([0, band.bandwidth()])
    .padding(0.08);
  const zero = y(Math.max(y.domain()[0], Math.min(0, y.domain()[1])));
  all.forEach((series, k) => {
    const left = (i) => band(categories[i]) + inner(k);
    const shown = d3.range(categories.length).filter((i) => isNumber(series.values[i]));
    g.append("g")
      .selectAll("rect")
      .data(shown.map((i) => [categories[i], series.values[i]]))
      .enter()
      .append("rect")
      .attr("class", "mark bar")
      .style("fill", series.colour)
      .attr("x", (_, j) => left(shown[j]))
      .attr("width", inner.bandwidth())
      .attr("y", (p) => Math.min(zero, y(p[1])))
      .attr("height", (p) => Math.abs(zero - y(p[1])));
    const whiskers = shown.filter(
      (i) => series.low && isNumber(series.low[i]) && isNumber(series.high[i]),
    );
    g.append("g")
      .selectAll("line")
      .data(whiskers)
      .enter()
      .append("line")
      .attr("class", "whisker")
      .attr("x1", (i) => left(i) + inner.bandwidth() / 2)
      .attr("x2", (i) => left(i) + inner.bandwidth() / 2)
      .attr("y1", (i) => y(series.low[i]))
      .attr("y2", (i) => y(series.high[i]));
  });
}

// A matrix as one picture, a pixel a number, not blurred between them.
function drawHeat(g, series, x, y, domain, ramp) {
  const columns = series.x.length,
    rows = series.y.length,
    canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d"),
    image = context.createImageData(columns, rows);
  const colour = d3.scaleSequential(ramp).domain(domain).clamp(true);
  series.values.forEach((value, i) => {
    const row = rows - 1 - Math.floor(i / columns),
      at = 4 * (row * columns + (i % columns));
    if (!isNumber(value)) return; // transparent
    const c = d3.rgb(colour(value));
    image.data.set([c.r, c.g, c.b, 255], at);
  });
  context.putImageData(image, 0, 0);
  const half = (values, i) =>
    values.length > 1 ? (Math.abs(values[1] - values[0]) / 2) * i : i / 2;
  const left = x(series.x[0] - half(series.x, 1)),
    right = x(series.x[columns - 1] + half(series.x, 1));
  const low = y(series.y[0] - half(series.y, 1)),
    high = y(series.y[rows - 1] + half(series.y, 1));
  g.append("image")
    .datum(series.values)
    .attr("class", "mark heat")
    .attr("preserveAspectRatio", "none")
    .attr("x", left)
    .attr("width", right - left)
    .attr("y", high)
    .attr("height", low - high)
    .attr("href", canvas.toDataURL());
}

// Lines across a panel: best epoch, end of what was seen.
function drawRules(g, rules, x, y, width, height) {
  for (const rule of rules || []) {
    const at = rule.axis === "x" ? x(rule.at) : y(rule.at);
    if (!isNumber(at)) continue;
    const line = g.append("line").attr("class", "rule");
    const text = g.append("text").attr("class", "rule-label").text(rule.label);
    if (rule.axis === "x") {
      if (at < 0 || at > width) continue;
      line.attr("x1", at).attr("x2", at).attr("y1", 0).attr("y2", height);
      const right = at > width * 0.6;
      text
        .attr("x", at + (right ? -3 : 3))
        .attr("y", 9 + 11 * (rule.row || 0))
        .attr("text-anchor", right ? "end" : "start");
    } else {
      line.attr("x1", 0).attr("x2", width).attr("y1", at).attr("y2", at);
      text
        .attr("x", width - 3)
        .attr("y", at - 3)
        .attr("text-anchor", "end");
    }
  }
}
