#!/usr/bin/env bash
# Runs every fenced block of a document, in order, as a reader would. The word behind the language
# says what a block is:
#
#   ```sh              commands; they must succeed, or with `exit=N` end with that code, or with
#                      `fails` with any but 0. Folder and environment carry over to the next
#   ```text output     what the commands before it printed; `...` stands for anything
#   ```python needs=MODULE   Python; skipped, and said so, where there is no such module
#   ```cpp write=FILE  the reader writes this file
#   ```cpp file=FILE   the file as it is
#   ```cpp in=FILE     lines of the file
#
# FILE is relative to the folder of the commands, to the installation, or to its share/npd.
#
#   run_doc.sh DOCUMENT PREFIX
set -euo pipefail
document=$1 prefix=$2
home=$PWD
mkdir -p "$home/.state"
ln -sfn "$prefix" "$home/npd"  # ~/npd in the documents
pwd >"$home/.state/folder"
export HOME=$home PATH=$prefix/bin:$PATH
export -p >"$home/.state/environment"

fail() { printf '%s:%s: %s\n' "$(basename "$document")" "$line_number" "$1" >&2; exit 1; }

run_commands() {
  local expected=0 code=0
  [[ $info != *exit=* ]] || expected=${info#*exit=}
  [[ $info != *fails ]] || expected="other than 0"
  printf '%s\n' "$block" >"$home/.state/commands"
  bash -c '
    . "$1/environment"; cd "$(cat "$1/folder")"
    trap '\''{ pwd >"$1/folder"; export -p >"$1/environment"; }'\'' EXIT
    set -e; . "$1/commands"
  ' bash "$home/.state" >"$home/.state/output" 2>&1 </dev/null || code=$?
  output=$(<"$home/.state/output")
  [[ $info == *fails && $code != 0 ]] || [ "$code" = "$expected" ] || fail "exit code $code instead of $expected:
$block
$output"
}

# Whether the output is the block; `...` in it stands for anything.
matches() {
  local rest=$output piece first=1 text=$block
  while [[ $text == *...* ]]; do
    piece=${text%%...*}
    text=${text#*...}
    if [ $first = 1 ]; then
      [[ $rest == "$piece"* ]] || return 1
      rest=${rest#"$piece"}
    else
      [[ $rest == *"$piece"* ]] || return 1
      rest=${rest#*"$piece"}
    fi
    first=0
  done
  if [ $first = 1 ]; then [[ $rest == "$text" ]]; else [[ $rest == *"$text" ]]; fi
}

# Prints the path of an existing file.
find_file() {
  local folder
  for folder in "$(<"$home/.state/folder")" "$prefix" "$prefix/share/npd"; do
    if [ -f "$folder/$1" ]; then
      printf '%s' "$folder/$1"
      return
    fi
  done
  fail "there is no file $1"
}

check_block() {
  local file
  case $info in
    sh|"sh fails"|"sh exit="*) run_commands ;;
    "text output") matches || fail "the output differs; it was
$output" ;;
    "python needs="*)
      if python3 -c "import ${info#python needs=}" 2>/dev/null; then
        (cd "$(<"$home/.state/folder")" && python3 -c "$block") || fail "Python failed"
      else
        echo "$(basename "$document"):$line_number: skipped: Python has no ${info#python needs=}"
      fi ;;
    *" write="*) printf '%s\n' "$block" >"$(<"$home/.state/folder")/${info#* write=}" ;;
    *" file="*)
      file=$(find_file "${info#* file=}")
      diff <(printf '%s\n' "$block") "$file" >&2 || fail "this is not $file" ;;
    *" in="*)
      file=$(find_file "${info#* in=}")
      [[ "$(<"$file")" == *"$block"* ]] || fail "these are not lines of $file" ;;
    *) fail "a block \"$info\" that no test runs; see $(basename "$0")" ;;
  esac
}

line_number=0 inside=0 blocks=0 block= info= output=
while IFS= read -r line || [ -n "$line" ]; do
  line_number=$((line_number + 1))
  if [ $inside = 0 ] && [[ $line == '```'* ]]; then
    inside=1 info=${line#'```'} block=
  elif [ $inside = 1 ] && [ "$line" = '```' ]; then
    inside=0 blocks=$((blocks + 1))
    check_block
  elif [ $inside = 1 ]; then
    block+=${block:+$'\n'}$line
  fi
done <"$document"
[ $inside = 0 ] || fail "a block does not end"
[ $blocks -gt 0 ] || fail "there is nothing to run"
echo "$(basename "$document"): $blocks blocks"
