#!/usr/bin/env bash
# a_minute.sh FUZZER CORPUS LIMIT_BYTES [SECONDS]: fuzzes from a copy of the corpus, which stays as it
# is. What is found is kept in the working directory, and named.
set -euo pipefail
fuzzer=$1 corpus=$2 limit=$3 seconds=${4:-60}
grown=$(mktemp -d)
trap 'rm -rf "$grown"' EXIT
# Arrays that do not fit into memory are an error of the file, not of the fuzzer.
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0 TMPDIR=$grown
mkdir "$grown/corpus"
"$fuzzer" -max_total_time="$seconds" -max_len="$limit" -timeout=20 -rss_limit_mb=4000 -seed=1 \
  -print_final_stats=1 -artifact_prefix="$PWD/$(basename "$fuzzer")_" "$grown/corpus" "$corpus"
