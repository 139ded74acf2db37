// Puts the page together from what is in it.

// Names of arrays become the arrays.
function unpack(data, arrays) {
  if (!data) return;
  for (const [name, i] of Object.entries(data.arrays)) data.arrays[name] = arrays[i];
}

function unpacked(run, arrays) {
  unpack(run.data, arrays);
  if (run.circuit) for (const inputs of run.circuit.inputs) unpack(inputs, arrays);
  return run;
}

function addNavigation(header, main) {
  const list = add(add(header, "nav", null, {"aria-label": "parts of this report"}), "ul");
  for (const part of main.querySelectorAll("section")) {
    add(add(list, "li"), "a", part.querySelector("h2").textContent, {href: `#${part.id}`});
  }
}

function showRun(main, body, run) {
  body.replaceChildren();
  allFigures = allFigures.filter((figure) => figure.element.isConnected);
  addRun(body, run);
}

function addChoice(parent, runs, show) {
  const state = {run: "0"};
  addControl(
    add(parent, "div", null, {class: "controls"}),
    {
      kind: "select",
      name: "run",
      label: "look at",
      options: runs.map((run, i) => [String(i), run.name]),
    },
    state,
    () => show(runs[+state.run]),
  );
}

async function main() {
  const {content, arrays} = await readPage(),
    page = document.getElementById("report");
  const runs = content.runs.map((run) => unpacked(run, arrays));
  const header = add(page, "header");
  add(
    header,
    "h1",
    runs.length === 1 && runs[0].experiment
      ? `${runs[0].experiment}: ${content.title}`
      : content.title,
  );
  if (runs.length > 1) addComparison(page, runs);
  for (const study of content.studies) {
    for (const {data} of study.inputs) unpack(data, arrays);
    addStudy(page, study);
  }
  const body = document.createElement("div");
  if (runs.length > 1)
    addChoice(section(page, "one", "One of them"), runs, (run) => showRun(page, body, run));
  page.appendChild(body);
  if (runs.length > 0) showRun(page, body, runs[0]);
  addNavigation(header, page);
  add(
    page,
    "footer",
    `Written ${content.written} by npd ${content.version}. Everything is in this file.`,
  );
  Object.assign(document.documentElement.dataset, {
    drawn: "yes",
    drawnAfterMs: Math.round(performance.now()),
  });
}

const redrawAll = () => {
  for (const figure of allFigures) figure.draw();
};
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
window.addEventListener("beforeprint", redrawAll);
window.addEventListener("afterprint", redrawAll);
main();
