// Opens reports in Chromium and looks at them as a reader would:
//   node report_test.mjs CHROMIUM REPORT...
// Exit code 77: there is no Chromium.
import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {Chromium} from "./chromium.mjs";

const [program, ...reports] = process.argv.slice(2);
if (!existsSync(program)) {
  console.log(`skipped: there is no ${program}; apt-get install chromium`);
  process.exit(77);
}

// In the page: every mark of a figure by the numbers that it carries, and the rows of its CSV file.
const readFigures = `[...document.querySelectorAll("figure")].map((element) => {
  const card = allFigures.find((one) => one.element === element);
  const numbers = (x) => Array.isArray(x) ? x.map(numbers).flat() : [x];
  return {
    name: element.id, title: card.title, width: element.clientWidth,
    marks: [...element.querySelectorAll(".mark")].map((mark) => ({
      kind: mark.classList[1], step: mark.classList.contains("step"), data: numbers(mark.__data__).map(String), drawn: mark.getAttribute("d") ?? "",
    })),
    csv: card.csv(), description: element.querySelector("svg > desc").textContent,
  };
})`;

function csvRows(text) {
  const rows = [];
  for (const line of text.trimEnd().split("\n")) {
    rows.push(
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        (m) => m[1]?.replace(/""/g, '"') ?? m[2],
      ),
    );
  }
  return rows.slice(1);
}

// Numbers of all marks together, in order, against those of the file.
function checkNumbers(figure) {
  const rows = csvRows(figure.csv),
    marks = figure.marks;
  const columns = {line: [2, 3], point: [2, 3], bar: [2, 3], heat: [4], path: [2, 3, 4]};
  const cell = (text) => (text === "" ? "NaN" : text);
  const known = (list) =>
    list.filter((text) => !["NaN", "null", "undefined", ""].includes(text)).sort();
  assert.ok(marks.length > 0, `${figure.name} has no marks`);
  const kinds = new Set(marks.map((mark) => mark.kind));
  const flat = [...kinds].every((kind) => kind !== "path") ? null : columns.path;
  const arrows = rows.filter((row) => row[8] !== undefined && row[8] !== ""),
    heat = rows.filter((row) => row[4] !== undefined && row[4] !== "" && !flat),
    other = new Set([...arrows, ...heat]),
    plane = rows.filter((row) => !other.has(row));
  const expected = [
    ...heat.flatMap((row) => [row[4]]),
    ...arrows.flatMap((row) => [2, 3, 8, 9].map((i) => row[i])),
    ...plane.flatMap((row) => (flat ?? columns.line).map((i) => cell(row[i]))),
  ];
  // A point without one of its numbers is no mark; lines keep their gaps.
  const drawn = marks.flatMap((mark) => mark.data);
  if (kinds.has("bar") || (kinds.size === 1 && kinds.has("point"))) {
    const whole = plane.filter((row) => row[2] !== "" && row[3] !== "");
    assert.equal(marks.length, whole.length, `${figure.name}: marks`);
    assert.deepEqual(
      known(drawn),
      known(whole.flatMap((row) => [row[2], row[3]])),
      `${figure.name}: numbers`,
    );
    return;
  }
  assert.deepEqual(known(drawn), known(expected), `${figure.name}: numbers`);
}

// A line that has numbers is drawn with as many corners, where none lies outside of a log axis.
function checkDrawing(figure) {
  for (const mark of figure.marks.filter((one) => one.kind === "line" || one.kind === "path")) {
    const size = mark.kind === "line" ? 2 : 3,
      gaps = mark.data.some((text) => text === "NaN" || text === "null");
    assert.ok(!mark.drawn.includes("NaN"), `${figure.name}: ${mark.drawn.slice(0, 80)}`);
    // A line of steps has corners between its numbers, too.
    if (gaps || mark.step) continue;
    const corners = (mark.drawn.match(/[ML]/g) ?? []).length;
    assert.equal(corners, mark.data.length / size, `${figure.name}: corners`);
  }
}

async function checkWidths(browser) {
  for (const width of [400, 800, 1600]) {
    await browser.resize(width, 1000);
    await browser.evaluate("new Promise((resolve) => setTimeout(resolve, 300))");
    const wide = await browser.evaluate("document.documentElement.scrollWidth");
    assert.ok(wide <= width, `${width} px: the page is ${wide} px wide`);
    const outside =
      await browser.evaluate(`[...document.querySelectorAll("figure svg")].filter((svg) =>
      svg.getBoundingClientRect().right > svg.parentElement.getBoundingClientRect().right + 1).length`);
    assert.equal(outside, 0, `${width} px: drawings outside of their figure`);
  }
  await browser.resize(800, 1000);
}

// Gives a control another value, as a reader does. Says whether the drawing changed, or null if there
// is no other value.
const change = (figure, name) => `(() => {
  const element = document.querySelector("#figure-${figure} [name=${name}]");
  const svg = () => document.querySelector("#figure-${figure} svg").innerHTML.replace(/(clip|control)-\\d+/g, "");
  const before = svg(), values = element.options ? [...element.options].map((option) => option.value) : [element.min, element.max];
  const other = values.find((value) => value !== element.value);
  if (other === undefined) return null;
  element.value = other;
  element.dispatchEvent(new Event("change"));
  return before !== svg();
})()`;

async function checkControls(browser) {
  const has = (selector) =>
    browser.evaluate(`document.querySelector(${JSON.stringify(selector)}) !== null`);
  const controls = [
    ["raster", "trial"],
    ["rates", "neuron"],
    ["rates", "view"],
    ["latents", "show"],
    ["inputs", "trial"],
    ["circuit", "inputs"],
    ["circuit", "view"],
    ["study_inputs", "which"],
    ["pairs", "x"],
  ];
  for (const [figure, name] of controls) {
    if (!(await has(`#figure-${figure} [name=${name}]`))) continue;
    const changed = await browser.evaluate(change(figure, name));
    assert.notEqual(changed, false, `${figure}: ${name} changes nothing`);
  }
  if (await has("#figure-latents")) {
    const turned = await browser.evaluate(`(() => {
      const d = () => document.querySelector("#figure-latents .path").getAttribute("d"), before = d();
      document.querySelector("#figure-latents .turns button").click();
      return d() !== before;
    })()`);
    assert.ok(turned, "turning changes nothing");
  }
  if (await has("table.sortable thead th.number")) {
    const sorted = await browser.evaluate(`(() => {
      const head = document.querySelector("table.sortable thead th.number"), table = head.closest("table"), button = head.querySelector("button");
      const values = () => [...table.querySelectorAll("tbody tr")].map((row) => row.children[head.cellIndex].textContent).filter(Boolean).map(Number);
      button.click();
      const down = values();
      button.click();
      const up = values();
      return down.length > 1 && down.every((v, i) => i === 0 || v <= down[i - 1]) && up.every((v, i) => i === 0 || v >= up[i - 1]);
    })()`);
    assert.ok(sorted, "the table does not sort");
  }
}

// A click on a trial of a study, or its name in the list of trials, tells what it was.
async function checkTrials(browser) {
  if (!(await browser.evaluate(`document.querySelector("#trials") !== null`))) return;
  const told = await browser.evaluate(`(() => {
    const part = document.querySelector("#trials"), details = part.querySelector("[aria-live]");
    const rows = [...part.querySelectorAll("tbody tr")], name = rows[rows.length - 1].firstChild.textContent;
    rows[rows.length - 1].lastChild.click();
    const clicked = details.textContent, select = part.querySelector("select[name=trial]");
    select.value = rows[0].firstChild.textContent;
    select.dispatchEvent(new Event("change"));
    return {name, clicked, other: rows[0].firstChild.textContent, chosen: details.textContent};
  })()`);
  assert.match(told.clicked, new RegExp(`Trial ${told.name}: `), "a click tells nothing");
  assert.match(told.clicked, /objective/);
  assert.match(told.clicked, /npd report |its report/, "no way to its own figures");
  assert.match(told.chosen, new RegExp(`Trial ${told.other}: `), "the list tells nothing");
  const shown = await browser.evaluate(`(() => {
    const select = document.querySelector("#trials select[name=worst]");
    const rows = () => document.querySelectorAll("#trials tbody tr").length, before = rows();
    select.value = "0.5";
    select.dispatchEvent(new Event("change"));
    return [before, rows()];
  })()`);
  assert.ok(shown[1] < shown[0], "the filter leaves all trials");
}

// Keys read a figure; downloads hold what is drawn.
async function checkFilesAndKeys(browser) {
  const told = await browser.evaluate(`(() => {
    const figure = [...document.querySelectorAll("figure")].find((one) => one.querySelector(".line, .bar")), svg = figure.querySelector("svg");
    svg.focus();
    for (let i = 0; i < 25; ++i) svg.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight", bubbles: true}));
    return figure.querySelector(".readout").textContent;
  })()`);
  assert.match(told, /\d/, "arrow keys read nothing");
  const files = await browser.evaluate(`(() => {
    const saved = [], click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href.slice(0, 5)]); };
    document.querySelectorAll("figure .files button").forEach((button) => button.click());
    HTMLAnchorElement.prototype.click = click;
    return saved;
  })()`);
  const figures = await browser.evaluate(`document.querySelectorAll("figure").length`);
  assert.equal(files.length, 2 * figures);
  assert.ok(files.every(([name, start]) => /\.(svg|csv)$/.test(name) && start === "blob:"));
  const svg = await browser.evaluate(`svgText(document.querySelector("figure svg"))`);
  assert.match(svg, /^<svg[^]*fill="rgb/);
  assert.ok(!svg.includes("var("), "a saved drawing needs the page's style");
}

// What every reader, with or without eyes on it, is told.
async function checkNames(browser) {
  const nameless =
    await browser.evaluate(`[...document.querySelectorAll("select, input, button, svg[role=img]")].filter((element) =>
    !(element.labels && element.labels.length) && !element.getAttribute("aria-label") && !element.textContent.trim()).length`);
  assert.equal(nameless, 0, "controls without a name");
  const ids = await browser.evaluate(
    `[...document.querySelectorAll("[id]")].map((element) => element.id)`,
  );
  assert.equal(new Set(ids).size, ids.length, "an id is there twice");
}

// Faults that axe-core, the script of NPD_AXE, calls serious.
async function checkAccessibility(browser) {
  if (!process.env.NPD_AXE) return;
  await browser.evaluate(`${readFileSync(process.env.NPD_AXE, "utf8")};0`);
  const faults = await browser.evaluate(`axe.run().then(({violations}) =>
    violations.filter(({impact}) => ["serious", "critical"].includes(impact))
      .map(({help, nodes}) => help + ": " + nodes[0].html))`);
  assert.deepEqual(faults, [], "accessibility");
}

async function checkReport(browser, file, dark) {
  await browser.open(file, {width: 800, dark});
  console.log(
    `${file}: drawn ${await browser.evaluate("document.documentElement.dataset.drawnAfterMs")} ms after opening, ${dark ? "dark" : "light"}`,
  );
  const figures = await browser.evaluate(readFigures);
  for (const figure of figures) {
    checkNumbers(figure);
    checkDrawing(figure);
    assert.ok(figure.description.length > 20, `${figure.name}: no description`);
  }
  console.log(
    `  ${figures.length} figures, ${figures.reduce((sum, figure) => sum + figure.marks.length, 0)} marks`,
  );
  await checkNames(browser);
  await checkAccessibility(browser);
  await checkControls(browser);
  await checkTrials(browser);
  for (const figure of await browser.evaluate(readFigures)) checkNumbers(figure);
  await checkFilesAndKeys(browser);
  await checkWidths(browser);
  assert.equal(
    await browser.evaluate("typeof window.alerted"),
    "undefined",
    "text of a file was run",
  );
  assert.deepEqual(browser.said, [], "the page said something");
  assert.deepEqual(
    browser.requests.filter((url) => !url.startsWith("file:") && !url.startsWith("blob:")),
    [],
    "the page asked a network",
  );
}

const browser = new Chromium(program);
try {
  for (const report of reports)
    for (const dark of [false, true]) await checkReport(browser, report, dark);
} finally {
  await browser.close();
}
