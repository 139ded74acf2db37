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

# Facts whose names and texts are wild; an experiment that was never run.
sed -e '1s/.*/"<script>window.alerted = 1<\/script>","say ""hi"" \&amp; \x27","x"/' \
    -e '2,$s/.*/"<b onclick=x>","a","1"/' -e '2,9s/.*/"two\tof <i>","b","2"/' \
    base/trial_info.csv >data_trial_info.csv
"$npd" report data.h5 -o wild.html
run gaussian murray_rec_pfc/lfads_base model.output=gaussian
# shellcheck disable=SC2046,SC2086
{ echo "include = [\"$configs/datasets/murray_rec_pfc.toml\"]"; echo '[dataset]'
  tr ' ' '\n' <<<"$small" | sed -n 's/^dataset\.//p'; } >circuit.toml
"$npd" report circuit.toml -o circuit.html

# Studies: one whose second trial diverges, one that stopped early, and a population.
study() {  # NAME, the rest of its file on stdin
  { echo "include = [\"$configs/experiments/murray_rec_pfc/lfads_base.toml\"]"
    echo 'report = true'; cat; } >"$1.toml"
  # shellcheck disable=SC2086
  "$npd" study run "$1.toml" $small --out "$1" >/dev/null 2>&1 || [ $? = 8 ]
  "$npd" report "$1" -o "$1.html" >/dev/null
}
printf 'training.lr_init,model.dropout_rate\n0.004,0.3\n1e30,0.2\n0.002,0.4\n0.001,0.5\n' >draws.csv
study search <<'END'
[study]
sampler = "list"
list = "draws.csv"
END
study population <<'END'
[study]
sampler = "pbt"
trials = 4
[study.pbt]
first_generation = 3
generation = 1
max_generations = 4
stop_patience = 9
[[study.search]]
key = "training.lr_init"
fixed = 4e-3
limits = [1e-5, 5e-3]
perturb = 0.3
[[study.search]]
key = "model.kl_co_scale"
log_uniform = [1e-6, 1e-4]
perturb = 0.8
END
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
