// The names of colours, inside the drawing, so that a saved figure has them too.

const letterWidth = 6.3;

// Draws the names of all panels once. Says how high that is.
function drawLegend(svg, panels, width) {
  const entries = new Map();
  for (const panel of panels) {
    if (panel.noLegend) continue;
    colourSeries(panel.series);
    for (const series of panel.series) {
      if (series.kind !== "heat" && !series.thin && !entries.has(series.name))
        entries.set(series.name, series);
    }
  }
  const scale = panels.find((panel) => panel.colourBar);
  if (entries.size < 2 && !scale) return scale ? drawColourBar(svg, scale, width) : 0;
  let x = margin.left,
    y = 14;
  for (const [name, series] of entries) {
    const long = 24 + letterWidth * name.length;
    if (x + long > width && x > margin.left) [x, y] = [margin.left, y + 17];
    const entry = svg.append("g").attr("class", "legend").attr("transform", `translate(${x},${y})`);
    entry
      .append("line")
      .attr("x2", 14)
      .attr("y1", -4)
      .attr("y2", -4)
      .style("stroke", series.colour)
      .style("stroke-width", series.kind === "line" ? "2.5px" : "9px")
      .style("stroke-dasharray", series.dashed ? "4 3" : null);
    entry.append("text").attr("x", 18).text(name);
    x += long;
  }
  const used = entries.size > 0 ? y + 8 : 0;
  return scale
    ? used + drawColourBar(svg.append("g").attr("transform", `translate(0,${used})`), scale, width)
    : used;
}

function drawColourBar(g, panel, width) {
  const long = Math.min(220, width - margin.left - 60),
    steps = 64,
    [low, high] = panel.zDomain;
  const bar = g
    .append("g")
    .attr("class", "legend")
    .attr("transform", `translate(${margin.left},6)`);
  bar
    .selectAll("rect")
    .data(d3.range(steps))
    .enter()
    .append("rect")
    .attr("x", (i) => (i * long) / steps)
    .attr("width", long / steps + 0.5)
    .attr("height", 9)
    .style("fill", (i) => colourOf(panel)(i / (steps - 1)));
  bar.append("text").attr("y", 22).text(shortNumber(low));
  bar
    .append("text")
    .attr("x", long)
    .attr("y", 22)
    .attr("text-anchor", "end")
    .text(shortNumber(high));
  bar
    .append("text")
    .attr("x", long / 2)
    .attr("y", 22)
    .attr("text-anchor", "middle")
    .text(axisText(panel.z));
  return 34;
}
