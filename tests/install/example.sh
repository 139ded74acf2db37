#!/usr/bin/env bash
# Builds an example outside the tree, runs its tests and its experiment.
#
#   example.sh PREFIX NAME SCORE
set -euo pipefail
prefix=$1 name=$2 score=$3

fail() { echo "example: $*" >&2; exit 1; }

cp -r "$prefix/share/npd/examples/$name" .
cd "$name"
[ "$(wc -l <"$name.cpp")" -lt 80 ] || fail "$name.cpp has 80 lines or more"
cmake -B build -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror"
grep -qs -- -O3 "build/CMakeFiles/$name.dir/flags.make" build/build.ninja || fail "without a build type $name is not optimised"
cmake --build build
ctest --test-dir build --output-on-failure
"$prefix/bin/npd" run experiment.toml --plugin-path build | tee output
grep -Eq "^$score +-?[0-9.]+ " output || fail "there is no $score in the score table"
