#!/usr/bin/env bash
# Every public header compiles on its own, without a warning, and brings nothing that a plugin should
# not have to compile.
#
#   headers_alone.sh COMPILER PREFIX SYSTEM_INCLUDE_FOLDERS(;) compile|dependencies
set -euo pipefail
compiler=$1 prefix=$2 how=$4
IFS=';' read -ra folders <<<"$3"

fail() { echo "headers_alone: $*" >&2; exit 1; }

flags=(-std=c++20 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -I "$prefix/include")
for folder in "${folders[@]}"; do
  [ "$folder" = /usr/include ] || flags+=(-isystem "$folder")  # the compiler's own
done

banned='/(Eigen|eigen3|toml\+\+|boost)/|/torch/torch\.h$'
count=0
cd "$prefix/include"
for header in npd/*.h npd/*.hpp npd/testing/*.hpp; do
  count=$((count + 1))
  printf '#include <%s>\n' "$header" >"$OLDPWD/alone.cpp"
  if [ "$how" = compile ]; then
    "$compiler" "${flags[@]}" -fsyntax-only "$OLDPWD/alone.cpp" || fail "<$header> does not compile alone"
  else
    found=$("$compiler" "${flags[@]}" -M "$OLDPWD/alone.cpp" | tr -s ' \\' '\n\n' | grep -E "$banned" | head -1 || true)
    [ -z "$found" ] || fail "<$header> includes $found"
  fi
done
[ "$count" -ge 20 ] || fail "only $count headers found"
echo "$count headers"
