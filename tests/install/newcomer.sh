#!/usr/bin/env bash
# Does what a newcomer does: `npd plugins new`, then the commands that it prints, as printed. With
# nothing of npd in reach but the installation.
#
#   newcomer.sh PREFIX KIND NAME
set -euo pipefail
prefix=$1 kind=$2 name=$3

fail() { echo "newcomer: $*" >&2; exit 1; }

"$prefix/bin/npd" plugins new "$kind" "$name" | tee printed
sed -n '/^Build it/,$ s/^  //p' printed >commands
[ "$(wc -l <commands)" = 5 ] || fail "five commands are expected"
cat >>commands <<'END'
cd ..
END
bash -euxo pipefail commands | tee output

grep -q "100% tests passed" output || fail "the plugin's own tests did not all pass"
# The score table: what it measures, then the value.
score=rate_r2
[[ "$kind" != metric && "$kind" != analysis ]] || score=$name
grep -Eq "^$score +-?[0-9.]+ " output || fail "there is no $score in the score table"
"$prefix/bin/npd" plugins describe "$kind" "$name" --plugin-path "$name/build" >/dev/null

# What is there is never overwritten.
code=0
"$prefix/bin/npd" plugins new "$kind" "$name" 2>refusal || code=$?
[ "$code" = 7 ] || fail "a second time: expected exit code 7, found $code"
grep -qF "$name: exists, and nothing is overwritten; choose another DIR" refusal || fail "a second time: $(cat refusal)"
