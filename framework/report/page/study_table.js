// The trials of a study: a table to sort and to filter, and what one of them was.

const shortKey = (key) => key.split(".").pop();

function addTrialTable(parent, study) {
  const states = [...new Set(study.trials.map((trial) => trial.state))],
    state = {state: "all", worst: ""};
  const controls = add(parent, "div", null, {class: "controls"}),
    place = add(parent, "div"),
    details = add(parent, "div", null, {"aria-live": "polite"});
  const fill = () => {
    place.replaceChildren();
    const rows = study.trials.filter(
      (trial) =>
        (state.state === "all" || trial.state === state.state) &&
        isGoodEnough(study, trial, state.worst),
    );
    fillTrialTable(place, details, study, rows);
  };
  addControl(
    controls,
    {
      kind: "select",
      name: "state",
      label: "state",
      options: [["all", "all"], ...states.map((one) => [one, one])],
    },
    state,
    fill,
  );
  const limits = [
    ["", "all"],
    ["0.5", "the better half"],
    ["0.25", "the best quarter"],
    ["0.1", "the best tenth"],
  ];
  addControl(
    controls,
    {kind: "select", name: "worst", label: "objective", options: limits},
    state,
    fill,
  );
  fill();
}

// Whether a trial is in the best part of those that have an objective.
function isGoodEnough(study, trial, part) {
  if (part === "") return true;
  const sorted = study.trials
    .map((one) => one.objective)
    .filter(isNumber)
    .sort(study.minimises ? d3.ascending : d3.descending);
  const limit = sorted[Math.max(0, Math.ceil(sorted.length * +part) - 1)];
  return (
    isNumber(trial.objective) &&
    (study.minimises ? trial.objective <= limit : trial.objective >= limit)
  );
}

function fillTrialTable(place, details, study, rows) {
  const table = addSortableTable(
    place,
    `${rows.length} of ${plural(study.trials.length, "trial")}`,
    rows,
    [
      {name: "trial", of: (trial) => trial.name},
      {name: "state", of: (trial) => trial.state},
      {name: "objective", number: true, of: (trial) => trial.objective},
      ...study.keys.map((key, i) => {
        const number = rows.every((trial) => trial.drawn[i] === "" || isNumber(+trial.drawn[i]));
        return {
          name: shortKey(key),
          number,
          of: (trial) =>
            number ? (trial.drawn[i] === "" ? null : +trial.drawn[i]) : trial.drawn[i],
        };
      }),
    ],
  );
  table.querySelector("tbody").addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row)
      showTrial(
        details,
        study,
        study.trials.find((trial) => trial.name === row.firstChild.textContent),
      );
  });
  const choice = {trial: ""};
  const names = rows.map((trial) => [trial.name, trial.name]);
  addControl(
    add(place, "div", null, {class: "controls"}),
    {kind: "select", name: "trial", label: "look at trial", options: [["", "none"], ...names]},
    choice,
    () =>
      showTrial(
        details,
        study,
        study.trials.find((trial) => trial.name === choice.trial),
      ),
  );
}

function showTrial(details, study, trial) {
  details.replaceChildren();
  if (!trial) return;
  add(details, "h3", `Trial ${trial.name}: ${trial.state}`);
  factTable(details, [
    ...(trial.failure ? [["why it failed", trial.failure]] : []),
    ["objective", shortNumber(trial.objective)],
    ...study.keys.map((key, i) => [key, trial.drawn[i]]),
    ...study.scores
      .map((name, i) => [name, trial.scores[i]])
      .filter(([, value]) => isNumber(value))
      .map(([name, value]) => [name, shortNumber(value)]),
  ]);
  if (trial.log) foldedText(details, "The end of its log", trial.log);
  const own = add(details, "p", "Its own figures: ");
  if (trial.report) add(own, "a", "its report", {href: encodeURI(trial.report)});
  else add(own, "code", `npd report ${trial.run}`);
}
