#!/usr/bin/env bash
# Who includes whom: sdk <- plugins, sdk <- framework, and inside the framework each room only those
# that framework/CMakeLists.txt names before it. Prints every include that goes the wrong way.
#
#   arrows.sh SOURCE_FOLDER
set -euo pipefail
cd "$1"
wrong=0

# complain WHAT LINES: "FILE:LINE:TEXT" each
complain() {
  [ -n "$2" ] || return 0
  printf '%s\n' "$1:" "$2" >&2
  wrong=1
}

# includes PATTERN PATH...: lines that include what matches
includes() {
  local pattern=$1
  shift
  grep -rnE --include='*.hpp' --include='*.cpp' --include='*.h' "^#include [<\"]($pattern)" "$@" || true
}

rooms=$(sed -n 's/^foreach(part \(.*\))$/\1/p' framework/CMakeLists.txt)
[ -n "$rooms" ] || { echo "arrows: framework/CMakeLists.txt names no rooms" >&2; exit 1; }
for folder in framework/*/; do
  room=$(basename "$folder")
  [[ " $rooms " == *" $room "* ]] || complain "no room of the framework" "$folder"
done

later=$rooms
for room in $rooms; do
  later=${later#"$room"}
  later=${later# }
  [ -z "$later" ] || complain "upward arrow" "$(includes "(${later// /|})/" "framework/$room")"
done

any_room=${rooms// /|}
kinds=$(sed -nE 's/^  X\([a-z]+, ([a-z]+), [A-Za-z]+\).*/\1/p' sdk/include/npd/kinds.hpp | paste -sd '|')
[ -n "$kinds" ] || { echo "arrows: kinds.hpp lists no kind" >&2; exit 1; }
complain "the SDK sees the framework" "$(includes "($any_room)/" sdk)"
complain "a plugin sees the framework" "$(includes "($any_room)/" plugins)"
complain "the framework sees a plugin" \
  "$(includes "\.\./|($kinds)/" framework)"
complain "a public header brings a library of ours" \
  "$(includes '(Eigen|toml\+\+|boost|nlohmann)/' sdk/include sdk/testing/include)"
complain "all of LibTorch in a header" "$(includes 'torch/torch\.h' sdk framework plugins)"
complain "base needs no LibTorch" "$(includes '(torch|ATen|c10)/|npd/(tensor|ops)\.hpp' framework/base)"
complain "only config/parse.cpp knows toml++" \
  "$(includes 'toml\+\+/' framework plugins sdk | grep -v '^framework/config/parse\.cpp' || true)"
complain "only host/ knows Boost.DLL" \
  "$(includes 'boost/dll' framework plugins sdk | grep -v '^framework/host/' || true)"
complain "only app/ knows Boost.Program_options" \
  "$(includes 'boost/program_options' framework plugins sdk | grep -v '^framework/app/' || true)"
exit "$wrong"
