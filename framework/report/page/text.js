// HTML elements from plain text: nothing that a file says is ever read as HTML.

function add(parent, name, text, attributes = {}) {
  const element = parent.appendChild(document.createElement(name));
  if (text !== undefined && text !== null) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function section(parent, id, title, text) {
  const element = add(parent, "section", null, {id});
  add(element, "h2", title);
  if (text) add(element, "p", text, {class: "lead"});
  return element;
}

function factTable(parent, facts) {
  const box = add(parent, "div", null, {
    class: "scroll",
    tabindex: "0",
    role: "group",
    "aria-label": "table",
  });
  const table = add(box, "table", null, {class: "facts"});
  for (const [name, value] of facts) {
    const row = add(table, "tr");
    add(row, "th", name, {scope: "row"});
    add(row, "td", value);
  }
  return table;
}

function foldedText(parent, title, text) {
  const details = add(parent, "details");
  add(details, "summary", title);
  add(details, "pre", text, {tabindex: "0"});
}

let uniqueNumber = 0;
const uniqueId = (stem) => `${stem}-${++uniqueNumber}`;
