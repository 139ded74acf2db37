#!/usr/bin/env bash
# What a program says of its own sources is asked at build time: the git version, and the hash of the
# SDK's headers that is in every plugin's stamp. Each is written anew when its answer is another one,
# and left alone, so that nothing is compiled again, when it is not.
#
#   versions.sh SOURCE_FOLDER BUILD_FOLDER CMAKE
set -euo pipefail
source=$1 build=$2 cmake=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() { printf 'versions: %s\n' "$*" >&2; exit 1; }

# answers WHAT COMMAND...: whether out.c is written by COMMAND, and the second time left alone
answers() {
  "${@:2}" || fail "$1 cannot be written"
  touch -d 2001-01-01 out.c
  "${@:2}"
  [ -n "$(find out.c -not -newermt 2001-01-02)" ] || fail "$1: written again although it is the same"
}

headers() { "$cmake" -DHEADERS="$work/include" -DOUTPUT="$work/out.c" -P "$source/sdk/cmake/npd_hash_headers.cmake"; }
mkdir -p include/deep
echo one >include/a.h
echo two >include/deep/b.hpp
answers "the hash of the headers" headers
before=$(cat out.c)
echo three >include/deep/b.hpp && headers
[ "$(cat out.c)" != "$before" ] || fail "another header has the same hash"
echo two >include/deep/b.hpp && headers
[ "$(cat out.c)" = "$before" ] || fail "equal headers have another hash"
mv include/a.h include/c.h && headers
[ "$(cat out.c)" != "$before" ] || fail "a header of another name has the same hash"

# The program asks for both at each build.
if [ -f "$build/build.ninja" ]; then
  for script in git_version.cmake npd_hash_headers.cmake; do
    grep -q "COMMAND = .*$script" "$build/build.ninja" || fail "no build asks $script"
  done
fi

command -v git >/dev/null || { echo "versions: no git here"; exit 0; }
repository() { git -C "$work/repository" -c user.name=test -c user.email=test@example.org "$@"; }
version() { "$cmake" -DGIT=git -DSOURCE="$work/repository" -DOUTPUT="$work/out.c" -P "$source/framework/base/git_version.cmake"; }
git init -q repository
echo 1 >repository/file && repository add file && repository commit -qm one
answers "the git version" version
commit=$(repository rev-parse --short HEAD)
grep -q "\"$commit\"" out.c || fail "the git version is not $commit"
echo 2 >repository/file && version
grep -q "\"$commit-dirty\"" out.c || fail "a change that is not committed is not told"
repository commit -qam two && version
grep -q "\"$(repository rev-parse --short HEAD)\"" out.c || fail "the git version is that of an older commit"
