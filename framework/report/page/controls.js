// What a reader can choose. Each control has a name in the state and tells when it changes; with
// `when`, it is there only in some states.

function addControl(parent, control, state, changed) {
  const id = uniqueId("control"),
    box = add(parent, "span", null, {class: "control"});
  add(box, "label", control.label, {for: id});
  const makers = {select: addSelect, number: addNumber};
  makers[control.kind](box, id, control, state, changed);
  return () => {
    box.hidden = Boolean(control.when) && !control.when(state);
  };
}

function addSelect(box, id, control, state, changed) {
  const select = add(box, "select", null, {id, name: control.name});
  for (const [value, text] of control.options) add(select, "option", text, {value});
  select.value = state[control.name];
  select.addEventListener("change", () => {
    state[control.name] = select.value;
    changed();
  });
}

// A number to type, with a slider beside it.
function addNumber(box, id, control, state, changed) {
  const limits = {min: control.min, max: control.max, step: 1};
  const slider = add(box, "input", null, {type: "range", ...limits, "aria-label": control.label});
  const field = add(box, "input", null, {type: "number", id, name: control.name, ...limits});
  slider.value = field.value = state[control.name];
  const take = (text) => {
    const value = Math.round(+text);
    if (!isNumber(value)) return;
    state[control.name] = Math.min(control.max, Math.max(control.min, value));
    slider.value = field.value = state[control.name];
    changed();
  };
  slider.addEventListener("input", () => take(slider.value));
  field.addEventListener("change", () => take(field.value));
}
