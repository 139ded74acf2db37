// A figure: heading, controls, drawing, what is under the pointer, and its files.
//
//   name, title    of the figure; `sees` is a sentence on what to look for
//   state          what the controls begin with
//   controls       see controls.js
//   panels(state, width)   declared figures, each with a title of its own
//   columns(width)         how many stand side by side; heights in panel.height
//   notes(state)           sentences below

let allFigures = [];

class FigureCard {
  constructor(parent, spec) {
    this.spec = spec;
    this.state = {...spec.state};
    this.view = {...startView};
    this.makeFrame(parent);
    allFigures.push(this);
    this.draw();
    new ResizeObserver(() => {
      if (this.box.clientWidth > 0 && this.width !== this.box.clientWidth) this.draw();
    }).observe(this.box);
  }

  makeFrame(parent) {
    const {spec} = this;
    this.element = add(parent, "figure", null, {id: `figure-${spec.name}`, class: "figure"});
    const caption = add(this.element, "figcaption");
    this.heading = add(caption, "h3", "");
    if (spec.sees) add(caption, "p", spec.sees, {class: "sees"});
    const controls = add(this.element, "div", null, {class: "controls"});
    this.refresh = (spec.controls || []).map((control) =>
      addControl(controls, control, this.state, () => this.draw()),
    );
    this.turns = add(this.element, "div", null, {class: "controls turns"});
    this.addTurns();
    this.box = add(this.element, "div", null, {class: "drawing"});
    this.svg = d3.select(this.box).append("svg").attr("role", "img").attr("tabindex", 0);
    this.readout = add(this.element, "p", "", {class: "readout", "aria-live": "polite"});
    this.notes = add(this.element, "ul", null, {class: "notes"});
    this.addFiles();
    this.followPointer();
    this.followKeys();
  }

  addTurns() {
    const turns = [
      ["turn left", -0.2, 0],
      ["turn right", 0.2, 0],
      ["turn up", 0, 0.2],
      ["turn down", 0, -0.2],
    ];
    for (const [name, yaw, pitch] of turns) {
      add(this.turns, "button", name, {type: "button"}).addEventListener("click", () =>
        this.turn(yaw, pitch),
      );
    }
  }

  addFiles() {
    const files = add(this.element, "div", null, {class: "files"}),
      {name} = this.spec;
    const button = (text, title, action) =>
      add(files, "button", text, {
        type: "button",
        "aria-label": `${title} of the figure ${name}`,
      }).addEventListener("click", action);
    button("SVG", "save a drawing", () =>
      saveAs(`${name}.svg`, "image/svg+xml", svgText(this.svg.node())),
    );
    button("CSV", "save the numbers", () => saveAs(`${name}.csv`, "text/csv", this.csv()));
  }

  turn(yaw, pitch) {
    this.view.yaw += yaw;
    this.view.pitch = Math.max(-1.5, Math.min(1.5, this.view.pitch + pitch));
    this.draw();
  }

  get title() {
    return typeof this.spec.title === "function" ? this.spec.title(this.state) : this.spec.title;
  }

  draw() {
    this.width = this.box.clientWidth;
    this.panels = this.spec.panels(this.state, this.width);
    this.heading.textContent = this.title;
    for (const refresh of this.refresh) refresh();
    this.svg.selectAll("*").remove();
    this.svg.append("title").text(this.title);
    this.svg.append("desc").text(this.description());
    this.place();
    this.turns.hidden = !this.panels.some(isSpace);
    this.notes.replaceChildren();
    for (const note of this.allNotes()) add(this.notes, "li", note);
  }

  allNotes() {
    const own = this.spec.notes ? this.spec.notes(this.state) : [];
    return [...own, ...this.panels.flatMap((panel) => panel.notes || [])];
  }

  // Panels in rows and columns, below the legend.
  place() {
    const columns = Math.max(1, this.spec.columns ? this.spec.columns(this.width, this.state) : 1);
    const width = this.width / columns;
    let top = drawLegend(this.svg, this.panels, this.width);
    this.drawn = [];
    for (let i = 0; i < this.panels.length; i += columns) {
      const row = this.panels.slice(i, i + columns),
        height = d3.max(row, (panel) => panel.height || 260);
      row.forEach((panel, k) => {
        const g = this.svg
          .append("g")
          .attr("class", "panel")
          .attr("transform", `translate(${k * width},${top})`);
        const made = this.drawOne(g, panel, width, height);
        const inset = made.space ? {left: 0, top: 0} : {left: made.left, top: margin.top};
        this.drawn.push({...made, x0: k * width + inset.left, y0: top + inset.top});
      });
      top += height;
    }
    this.svg
      .attr("width", this.width)
      .attr("height", top)
      .attr("viewBox", `0 0 ${this.width} ${top}`);
    this.cursor = this.svg
      .append("circle")
      .attr("class", "cursor")
      .attr("r", 4)
      .style("display", "none");
  }

  drawOne(g, panel, width, height) {
    if (panel.scores) return drawScores(g, panel, width);
    return isSpace(panel)
      ? drawSpace(g, panel, width, height, this.view)
      : drawPanel(g, panel, width, height);
  }

  // What is drawn, for those who do not see it.
  description() {
    return (
      this.panels
        .map((panel) => {
          const names = panel.series
            .filter((s) => !s.thin)
            .map((s) => s.name)
            .filter((name, i, all) => all.indexOf(name) === i);
          const [low, high] =
            panel.series.length > 0 && !isSpace(panel) ? domainOf(panel, "y") : [NaN, NaN];
          const range = isNumber(low) ? `, from ${shortNumber(low)} to ${shortNumber(high)}` : "";
          return `${panel.title || this.title}: ${axisText(panel.y)} over ${axisText(panel.x)}${range}; ${names.slice(0, 12).join(", ")}.`;
        })
        .join(" ") + " The numbers can be saved as CSV; arrow keys read them."
    );
  }

  find(px, py) {
    return this.drawn.find((d) => px >= d.x0 && px <= d.x0 + d.w && py >= d.y0 && py <= d.y0 + d.h);
  }

  textAt(px, py) {
    const panel = this.find(px, py);
    if (!panel) return [];
    const lines = panel.probe(px - panel.x0, py - panel.y0);
    return panel.panel.title && lines.length > 0 ? [panel.panel.title, ...lines] : lines;
  }

  followPointer() {
    let from = null;
    this.svg.on("pointermove", () => {
      const event = d3.event,
        [px, py] = d3.mouse(this.svg.node());
      if (from) {
        const [x, y] = from;
        from = [event.clientX, event.clientY];
        this.turn((event.clientX - x) / 120, (event.clientY - y) / 120);
        return;
      }
      const lines = this.textAt(px, py);
      if (lines.length > 0) tooltip.show(lines, event.clientX, event.clientY);
      else tooltip.hide();
    });
    this.svg.on("pointerleave", () => tooltip.hide());
    this.svg.on("pointerdown", () => {
      if (!this.panels.some(isSpace)) return;
      from = [d3.event.clientX, d3.event.clientY];
      tooltip.hide();
    });
    window.addEventListener("pointerup", () => {
      from = null;
    });
  }

  // Arrows move a point over the drawing, or turn what is in space; Home goes back.
  followKeys() {
    const moves = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
      Home: [0, 0],
    };
    this.svg.on("keydown", () => {
      const move = moves[d3.event.key];
      if (!move) return;
      d3.event.preventDefault();
      if (this.panels.some(isSpace)) return this.turn(0.1 * move[0], -0.1 * move[1]);
      this.at = this.nextPlace(d3.event.key === "Home" ? null : this.at, move);
      this.cursor.style("display", null).attr("cx", this.at[0]).attr("cy", this.at[1]);
      this.readout.textContent = this.textAt(...this.at).join("; ") || "no number here";
    });
  }

  // From a place a step on, over the gaps between panels; at the border it stays.
  nextPlace(from, move) {
    const first = this.drawn[0];
    if (!from) return [first.x0, first.y0 + first.h / 2];
    const step = [(move[0] * this.width) / 60, move[1] * 12];
    let [x, y] = [from[0] + step[0], from[1] + step[1]];
    while (x >= 0 && x <= this.width && y >= 0 && y <= +this.svg.attr("height")) {
      if (this.find(x, y)) return [x, y];
      [x, y] = [x + step[0], y + step[1]];
    }
    return from;
  }

  csv() {
    return csvText(csvRows(this.panels));
  }
}

const isSpace = (panel) => panel.series.some((s) => s.kind === "path" || (s.z && s.z.length > 0));
