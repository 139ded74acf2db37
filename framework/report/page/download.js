// Figures as files: numbers as CSV, drawings as SVG.

function csvCell(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "";
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

const csvText = (rows) => rows.map((row) => row.map(csvCell).join(",") + "\n").join("");

// The style that a file of its own needs, since the page's sheet is not there.
const drawnProperties = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "fill-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "image-rendering",
];

function svgText(svg) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const originals = [svg, ...svg.querySelectorAll("*")],
    copies = [copy, ...copy.querySelectorAll("*")];
  originals.forEach((original, i) => {
    const style = getComputedStyle(original);
    copies[i].removeAttribute("style");
    for (const name of drawnProperties) copies[i].setAttribute(name, style.getPropertyValue(name));
  });
  copy.querySelectorAll(".cursor, .overlay").forEach((element) => element.remove());
  const paper = copy.insertBefore(
    document.createElementNS("http://www.w3.org/2000/svg", "rect"),
    copy.firstChild,
  );
  paper.setAttribute("width", "100%");
  paper.setAttribute("height", "100%");
  paper.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  return new XMLSerializer().serializeToString(copy);
}

function saveAs(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A row a number that is drawn: where, of what, and how much.
function csvRows(panels) {
  const hasArrows = panels.some((panel) => panel.series.some((s) => s.kind === "arrows"));
  const rows = [
    [
      ...["panel", "series", "x", "y", "z", "low", "high", "label"],
      ...(hasArrows ? ["to_right", "up"] : []),
    ],
  ];
  for (const panel of panels) {
    const names = ["x", "y", "z"]
      .filter((key) => panel[key] && panel[key].label)
      .map((key) => `${key}: ${axisText(panel[key])}`);
    const title = [panel.title, `[${names.join("; ")}]`].filter(Boolean).join(" ");
    for (const s of panel.series) {
      if (s.kind === "bars") {
        s.values.forEach((v, i) =>
          rows.push([
            title,
            s.name,
            panel.categories[i],
            v,
            null,
            s.low && s.low[i],
            s.high && s.high[i],
            null,
          ]),
        );
      } else if (s.kind === "heat") {
        s.values.forEach((v, i) =>
          rows.push([title, s.name, s.x[i % s.x.length], s.y[Math.floor(i / s.x.length)], v]),
        );
      } else if (s.kind === "arrows") {
        s.x.forEach((x, i) =>
          rows.push([title, s.name, x, s.y[i], null, null, null, null, s.dx[i], s.dy[i]]),
        );
      } else {
        s.x.forEach((x, i) =>
          rows.push([
            title,
            s.name,
            x,
            s.y[i],
            s.z && s.z[i],
            s.low && s.low[i],
            s.high && s.high[i],
            s.labels && s.labels[i],
          ]),
        );
      }
    }
  }
  return rows;
}
