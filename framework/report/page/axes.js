// Axes with units, and the lines behind the marks.

const axisText = (axis) => (axis.unit ? `${axis.label} (${axis.unit})` : axis.label);

function makeScale(axis, domain, range) {
  if (axis.logarithmic && domain[0] > 0) return d3.scaleLog().domain(domain).range(range);
  return d3.scaleLinear().domain(domain).range(range);
}

const tickText = (x) =>
  x !== 0 && (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3) ? d3.format("~e")(x) : d3.format("~r")(x);

function tickValues(scale, count) {
  if (!scale.base) return scale.ticks(count);
  // Powers of ten; with less than three of them also what lies between.
  const leading = (x) => Math.round(x / 10 ** Math.floor(Math.log10(x) + 1e-9));
  const decades = scale.ticks().filter((x) => leading(x) === 1);
  const ticks =
    decades.length > 2 ? decades : scale.ticks().filter((x) => [1, 2, 5].includes(leading(x)));
  const every = Math.ceil(ticks.length / count);
  return ticks.filter((_, i) => i % every === 0);
}

// Names instead of numbers, where an axis counts things.
function namedTicks(axis, room) {
  const longest = d3.max(axis.names, (name) => name.length) || 1,
    every = Math.max(1, Math.ceil((longest * 6.5 * axis.names.length) / room));
  return d3.range(axis.names.length).filter((i) => i % every === 0);
}

function drawXAxis(g, scale, axis, width, height) {
  if (axis.names) {
    g.append("g")
      .attr("class", "axis")
      .attr("transform", `translate(0,${height})`)
      .call(
        d3
          .axisBottom(scale)
          .tickValues(namedTicks(axis, width))
          .tickFormat((i) => axis.names[i])
          .tickSizeOuter(0),
      );
    return drawXLabel(g, axis, width, height);
  }
  const ticks = tickValues(scale, Math.max(2, Math.floor(width / 70))).filter(
    (at) => !axis.whole || Number.isInteger(at),
  );
  g.append("g")
    .attr("class", "axis")
    .attr("transform", `translate(0,${height})`)
    .call(d3.axisBottom(scale).tickValues(ticks).tickFormat(tickText).tickSizeOuter(0));
  drawXLabel(g, axis, width, height);
}

function drawXLabel(g, axis, width, height) {
  g.append("text")
    .attr("class", "axis-label")
    .attr("x", width / 2)
    .attr("y", height + 32)
    .attr("text-anchor", "middle")
    .text(axisText(axis));
}

function drawYAxis(g, scale, axis, width, height) {
  if (axis.names) {
    g.append("g")
      .attr("class", "axis")
      .call(
        d3
          .axisLeft(scale)
          .tickValues(d3.range(axis.names.length))
          .tickFormat((i) => axis.names[i])
          .tickSizeOuter(0),
      );
    return;
  }
  const ticks = tickValues(scale, Math.max(3, Math.floor(height / 35))).filter(
    (at) => !axis.whole || Number.isInteger(at),
  );
  g.append("g")
    .attr("class", "axis")
    .call(d3.axisLeft(scale).tickValues(ticks).tickFormat(tickText).tickSizeOuter(0));
  g.append("g")
    .attr("class", "grid")
    .selectAll("line")
    .data(ticks)
    .enter()
    .append("line")
    .attr("x2", width)
    .attr("y1", scale)
    .attr("y2", scale);
  drawYLabel(g, axis, height);
}

function drawYLabel(g, axis, height) {
  g.append("text")
    .attr("class", "axis-label")
    .attr("transform", `translate(-52,${height / 2}) rotate(-90)`)
    .attr("text-anchor", "middle")
    .text(axisText(axis));
}

// Names of categories below their bars, as many as there is room for.
function drawCategories(g, band, axis, width, height) {
  const names = band.domain(),
    longest = d3.max(names, (name) => name.length) || 1;
  const every = Math.max(1, Math.ceil((longest * 6.5) / band.step()));
  g.append("g")
    .attr("class", "axis")
    .attr("transform", `translate(0,${height})`)
    .call(
      d3
        .axisBottom(band)
        .tickValues(names.filter((_, i) => i % every === 0))
        .tickSizeOuter(0),
    );
  drawXLabel(g, axis, width, height);
}
