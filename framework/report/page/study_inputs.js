// Inputs of three trials of a study: bad, ok and good by the published figures' rule.

function addStudyInputs(parent, study) {
  if (study.inputs.length === 0) return;
  const example = (state) => study.inputs.find(({word}) => word === state.which);
  new FigureCard(parent, {
    name: "study_inputs",
    title: (state) =>
      `Inputs of trial ${example(state).trial}, ${state.which}: ${example(state).title}`,
    sees: "Of the trials whose rates came back (rate_r2 above 0.5), bad has the smallest fwd_input_r2, good the largest, ok lies next to the middle between them. Where bad is as good in its rates, rates say nothing about inputs.",
    state: {which: study.inputs[study.inputs.length - 1].word},
    controls: [
      {
        kind: "select",
        name: "which",
        label: "show",
        options: study.inputs.map(({word, trial}) => [word, `${word} (trial ${trial})`]),
      },
    ],
    panels: (state, width) => {
      const {data} = example(state);
      return inputPanels(data, state, d3.range(inputTrials(data, width)));
    },
    columns: (width, state) => inputTrials(example(state).data, width),
    notes: (state) =>
      example(state).data.arrays.mapped_inputs
        ? ["Mapped by least squares with an intercept over all trials and bins."]
        : [],
  });
}
