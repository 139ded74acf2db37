// How training went: what the columns of metrics.csv were, epoch by epoch.

const curvePanels = [
  {title: "Loss", label: "Scaled sum", columns: ["loss"], log: true},
  {title: "Reconstruction", label: "Nats per bin", columns: ["recon", "recon_smth"], log: true},
  {
    title: "KL of initial conditions",
    label: "Weighted",
    columns: ["wt_kl/ic"],
    ramp: "KL",
    log: true,
  },
  {title: "KL of the controller", label: "Weighted", columns: ["wt_kl/co"], ramp: "KL", log: true},
  {title: "L2 of the weights", label: "Weighted", columns: ["wt_l2"], ramp: "L2", log: true},
  {title: "Bits per spike", label: "Bits", columns: ["bps", "co_bps", "fp_bps"], floor: -1},
  {title: "R2 of the rates", label: "R2", columns: ["r2"], floor: -1},
  {title: "Learning rate", label: "Per step", own: "hp/lr", log: true},
  {title: "Gradient norm", label: "L2 norm", own: "grad_norm", log: true},
];

const curveNames = {recon_smth: "smoothed", co_bps: "held-out neurons", fp_bps: "predicted bins"};
const curveColours = {train: colours.counts, valid: colours.model};

function curveSeries(run, panel) {
  const {epochs} = run,
    series = [];
  if (panel.own) {
    if (epochs[panel.own])
      series.push({
        kind: "line",
        name: panel.title.toLowerCase(),
        colour: colours.truth,
        x: epochs.epoch,
        y: epochs[panel.own],
      });
    return series;
  }
  for (const part of ["train", "valid"]) {
    panel.columns.forEach((column, i) => {
      const y = epochs[`${part}/${column}`];
      if (!y || !y.some(isNumber)) return;
      const words = [part === "valid" ? "validation" : "training", curveNames[column]].filter(
        Boolean,
      );
      series.push({
        kind: "line",
        name: words.join(", "),
        colour: i === 0 ? curveColours[part] : undefined,
        dashed: i > 0,
        x: epochs.epoch,
        y,
      });
    });
  }
  return series;
}

function curvePanel(run, panel) {
  const series = curveSeries(run, panel),
    values = series.flatMap((s) => s.y).filter(isNumber);
  const log =
    panel.log && values.length > 0 && d3.min(values) > 0 && d3.max(values) / d3.min(values) > 20;
  const made = {
    title: panel.title,
    x: {label: "Epoch", whole: true},
    y: {label: panel.label, unit: log ? "log" : "", logarithmic: log},
    series,
    height: 200,
    rules: [],
    noLegend: Boolean(panel.own),
  };
  if (panel.floor !== undefined && d3.min(values) < panel.floor) {
    made.yDomain = [panel.floor, Math.max(d3.max(values), panel.floor + 1)];
    const hidden = values.filter((v) => v < panel.floor).length;
    made.notes = [
      `${panel.title}: ${hidden} of ${values.length} values below ${panel.floor} are outside the panel (the lowest is ${shortNumber(d3.min(values))}).`,
    ];
  }
  if (isNumber(run.bestEpoch)) made.rules.push({axis: "x", at: run.bestEpoch, label: "best"});
  const ramp = run.ramps[panel.ramp];
  if (isNumber(ramp) && ramp > 0 && ramp < d3.max(run.epochs.epoch))
    made.rules.push({axis: "x", at: ramp, label: "ramp ends", row: 1});
  const attempts = (run.record.attempts || []).slice(1);
  for (const attempt of attempts)
    made.rules.push({axis: "x", at: attempt.first_epoch, label: "resumed", row: 2});
  return made;
}

function addCurves(parent, run) {
  const shown = curvePanels.filter((panel) => curveSeries(run, panel).length > 0);
  if (shown.length === 0 || !run.epochs.epoch || run.epochs.epoch.length === 0) return;
  new FigureCard(parent, {
    name: "training",
    title: "Training: losses fall and level off where all is well",
    sees: "Compare training with validation: a validation curve that turns up means over-fitting.",
    state: {},
    panels: () => shown.map((panel) => curvePanel(run, panel)),
    columns: (width) => Math.min(3, Math.floor(width / 300)),
    notes: () =>
      run.ramps.KL > d3.max(run.epochs.epoch)
        ? [`The KL ramp would end at epoch ${run.ramps.KL}, after the end of this training.`]
        : [],
  });
}
