#!/usr/bin/env bash
# a_minute.sh FUZZER CORPUS LIMIT_BYTES [SECONDS]: fuzzes from a copy of the corpus, which stays as it
# is. What is found is kept in the working directory, and named. Crashes of libhdf5 itself, which has
# some in damaged files, are counted and no failure: the first frame that is neither the sanitizer's
# nor the C library's says whose a crash is.
set -euo pipefail
fuzzer=$1 corpus=$2 limit=$3 seconds=${4:-60}
grown=$(mktemp -d)
trap 'rm -rf "$grown"' EXIT
# Arrays that do not fit into memory are an error of the file, not of the fuzzer.
export ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0 TMPDIR=$grown
mkdir "$grown/corpus" "$grown/found"
"$fuzzer" -fork=1 -ignore_crashes=1 -max_total_time="$seconds" -max_len="$limit" -timeout=20 \
  -rss_limit_mb=4000 -seed=1 -artifact_prefix="$grown/found/" "$grown/corpus" "$corpus" 2>&1 |
  tail -n 1 || true  # its exit code tells of crashes, which are looked at below

is_of_the_library() {  # INPUT
  local frames
  frames=$("$fuzzer" "$1" 2>&1 | grep -E '^ *#[0-9]+ 0x' |
    grep -vE 'libasan|sysdeps|libc\.so|sanitizer' || true)
  [[ ${frames%%$'\n'*} == *libhdf5* ]]
}

library=0 ours=0
for input in "$grown"/found/*; do
  [ -e "$input" ] || continue
  if [[ $input == */crash-* ]] && is_of_the_library "$input"; then
    library=$((library + 1))
  else
    ours=$((ours + 1))
    cp "$input" "$PWD/$(basename "$fuzzer")_$(basename "$input")"
    echo "FOUND: $PWD/$(basename "$fuzzer")_$(basename "$input")"
  fi
done
echo "$ours found, and $library crashes of libhdf5 itself"
[ "$ours" = 0 ]
