#!/usr/bin/env bash
# Every plugin of the build folder is among what building the program `npd` builds.
#
#   program_brings_plugins.sh NINJA BUILD_FOLDER PLUGIN_FOLDER
set -euo pipefail
ninja=$1 build=$2 plugins=$3

inputs=$("$ninja" -C "$build" -t inputs npd)
failed=0 found=0
for library in "$build/$plugins"/*.so; do
  found=1
  if ! grep -qxF "$plugins/$(basename "$library")" <<<"$inputs"; then
    echo "building npd does not build $plugins/$(basename "$library")" >&2
    failed=1
  fi
done
[ "$found" = 1 ] || { echo "no plugins in $build/$plugins" >&2; exit 1; }
exit "$failed"
