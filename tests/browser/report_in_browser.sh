#!/usr/bin/env bash
# Makes runs of all kinds, draws them, and looks at the pages: report_in_browser.sh NPD NODE CHROMIUM
# TESTS CONFIGS. Exit code 77: something that it needs is not there.
set -euo pipefail
npd=$1 node=$2 chromium=$3 tests=$4 configs=$5
for program in "$node" "$chromium"; do
  [ -x "$program" ] || { echo "skipped: needs node and Chromium; apt-get install nodejs chromium"; exit 77; }
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

small="dataset.trials=40 dataset.bins=24 dataset.stimulus_first_bin=2 dataset.stimulus_bins=18 dataset.neurons=6
  model.ic_enc_dim=6 model.ci_enc_dim=5 model.con_dim=4 training.batch_size=16 training.max_epochs=4 sampling.samples=3"
run() {  # NAME EXPERIMENT key=value ...
  local name=$1 experiment=$2
  shift 2
  # shellcheck disable=SC2086
  "$npd" run "$configs/experiments/$experiment.toml" $small "$@" --out "$name" 2>/dev/null >/dev/null
  "$npd" report "$name" -o "$name.html" >/dev/null
}
run base murray_rec_pfc/lfads_base 'name="<img src=x onerror=\"window.alerted = 1\">&<b>"'
run frozen murray_rec_pfc/lfads_frozen
run external murray_rec_pfc_ext/lfads_base
run held_out murray_rec_pfc/lfads_base dataset.heldout_neurons=2 dataset.forward_bins=4
run one_neuron murray_rec_pfc/lfads_base dataset.neurons=1

# A run that stopped in the middle, the output of a model without a run, and data alone.
cp -r base unfinished
rm unfinished/scores.csv unfinished/lfads_output_sess0.h5
sed -i 's/"finished"/"running"/' unfinished/run.json
cp base/trial_info.csv base/lfads_output_sess0_trial_info.csv
# shellcheck disable=SC2086
"$npd" simulate "$configs/experiments/murray_rec_pfc/lfads_base.toml" $(tr ' ' '\n' <<<"$small" | grep dataset) -o data.h5
"$npd" report unfinished -o unfinished.html
"$npd" report base/lfads_output_sess0.h5 -o output.html
"$npd" report data.h5 -o data.html
"$npd" report base frozen external -o several.html
ls -l ./*.html

# axe-core looks for faults that shut readers out; it is fetched, and must be the one that was read.
axe=axe-core-4.10.2.tgz
axe_sha256=9ea2d2d6917da998122bdacfd3b473e31ead53f4b87146c716a12edf89158100
if command -v npm >/dev/null && timeout 60 npm pack --silent axe-core@4.10.2 >/dev/null 2>&1 &&
    sha256sum --check --quiet <<<"$axe_sha256  $axe"; then
  tar xzf "$axe" package/axe.min.js
  export NPD_AXE=$PWD/package/axe.min.js
else
  echo "axe-core 4.10.2 cannot be had: accessibility is checked without it"
fi
"$node" "$tests/report_test.mjs" "$chromium" ./*.html
