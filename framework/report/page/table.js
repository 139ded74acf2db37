// Tables that sort by the column whose heading is clicked. Empty cells stay at the end.

// columns: {name, of: row => value, number: whether values are numbers}
function addSortableTable(parent, caption, rows, columns) {
  const box = add(parent, "div", null, {
    class: "scroll",
    tabindex: "0",
    role: "group",
    "aria-label": caption,
  });
  const table = add(box, "table", null, {class: "sortable"});
  add(table, "caption", caption);
  const head = add(add(table, "thead"), "tr"),
    body = add(table, "tbody"),
    order = {column: -1, up: true};
  const fill = () => {
    body.replaceChildren();
    for (const row of sortedRows(rows, columns[order.column], order.up)) addRow(body, row, columns);
  };
  columns.forEach((column, i) => {
    const cell = add(head, "th", null, {
      scope: "col",
      "aria-sort": "none",
      class: column.number ? "number" : "",
    });
    add(cell, "button", column.name, {type: "button"}).addEventListener("click", () => {
      order.up = order.column === i ? !order.up : !column.number;
      order.column = i;
      [...head.children].forEach((other, k) =>
        other.setAttribute("aria-sort", k !== i ? "none" : order.up ? "ascending" : "descending"),
      );
      fill();
    });
  });
  fill();
  return table;
}

function addRow(body, row, columns) {
  const line = add(body, "tr");
  columns.forEach((column, i) => {
    const value = column.of(row),
      text = column.number ? (isNumber(value) ? shortNumber(value) : "") : value;
    add(
      line,
      i === 0 ? "th" : "td",
      text,
      i === 0 ? {scope: "row"} : column.number ? {class: "number"} : {},
    );
  });
}

function sortedRows(rows, column, up) {
  if (!column) return rows;
  const empty = (row) => (column.number ? !isNumber(column.of(row)) : !column.of(row));
  const full = rows
    .filter((row) => !empty(row))
    .sort((a, b) => d3.ascending(column.of(a), column.of(b)) * (up ? 1 : -1));
  return [...full, ...rows.filter(empty)];
}
