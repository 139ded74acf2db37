#!/usr/bin/env bash
# Who names a kind of plugin: each is one line of sdk/include/npd/kinds.hpp and files of its own, so
# that a further kind touches nothing else. Prints every other line that names one.
#
#   kinds.sh SOURCE_FOLDER
set -euo pipefail
cd "$1"

kinds=$(sed -nE 's/^  X\(([a-z]+), [a-z]+, [A-Za-z]+\).*/\1/p' sdk/include/npd/kinds.hpp)
[ -n "$kinds" ] || { echo "kinds: kinds.hpp lists no kind" >&2; exit 1; }
names=$(tr '\n' '|' <<<"$kinds")
names=${names%|}

# A kind by its name: as a constant, as a word, as the header of one.
pattern="Kind::($names)\b|\"($names)s?\"|<npd/($names)\.hpp>|\bNPD_($(tr a-z A-Z <<<"$names"))\("

# Files of one kind: their name is the kind's.
own="/($names)\.(hpp|cpp):|^sdk/template/($names)/"

# What uses a kind for what it is, and why that is no list of kinds.
allowed=(
  sdk/examples/                    # plugins
  sdk/include/npd/contract.hpp     # the contracts of what objects hand over
  sdk/testing/include/npd/testing/ # gradient and kernel checks of modules
  sdk/testing/src/conformance/system.cpp # the systems behind a data set
  sdk/testing/src/conformance/recording # the data that metrics are tested on
  sdk/include/npd/lfads_layout.hpp # a data set as a file
  sdk/testing/src/conformance/score_infos.hpp # what scores say of themselves
  sdk/testing/src/conformance/dynamics_case.hpp # the data that analyses are tested on
  framework/analysis/              # runs analyses
  framework/config/host_table_names.hpp # tables of an experiment, one beside the keys of generators
  framework/host/evaluation_digest.hpp # what metrics are given to read
  framework/host/score_texts.hpp   # scores that plugins announce
  framework/data/                  # what a data set made
  framework/evaluation/            # scores: what metrics make
  framework/model/                 # a model is a generator and a readout
  framework/sequence/              # as are its inner loops
  framework/results/               # scores in files
  framework/report/                # shows scores and trials
  framework/runs/                  # a run has one data set, generator and readout
  framework/bench/
  framework/app/commands/bench.cpp # phases of a step: encoder, decoder, readout
  framework/app/true_circuit.cpp   # the system behind a data set
)
# Lines of code, without comments, that name a kind outside of its own files.
naming=$(grep -rnE --include='*.hpp' --include='*.cpp' --include='*.h' "$pattern" framework sdk |
  sed 's|//.*||' | grep -E "$pattern" | grep -vE "$own|^sdk/include/npd/kinds\.hpp" || true)
for path in "${allowed[@]}"; do
  if ! grep -q "^$path" <<<"$naming"; then
    echo "kinds: $path names no kind any more: take it off the list in ${0##*/}" >&2
    exit 1
  fi
  naming=$(grep -v "^$path" <<<"$naming" || true)
done
[ -z "$naming" ] && exit 0
printf 'kinds of plugin named outside of their own files:\n%s\n' "$naming" >&2
exit 1
