#!/usr/bin/env bash
# in_empty_folder.sh FOLDER PROGRAM [ARGUMENT ...]: runs PROGRAM in FOLDER, which is emptied first.
set -euo pipefail
folder=$1
shift
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
exec "$@"
