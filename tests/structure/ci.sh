#!/usr/bin/env bash
# What .ci/run and dev ask of others, with stand-ins for cmake, ctest, git and clang.
#
#   ci.sh SOURCE_FOLDER
set -euo pipefail
source=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/bin" "$work/.ci" "$work/framework"
cp "$source/dev" "$source/CMakePresets.json" "$work"
cp "$source/.ci/run" "$work/.ci"
cd "$work"
export PATH=$work/bin:$PATH CALLS=$work/calls
unset CI

fail() { printf 'ci: %s\n' "$*" >&2; sed 's/^/    /' "$CALLS" >&2; exit 1; }
calls() { grep -cE "$1" "$CALLS" || true; }

# stand_in NAME: notes its call, and does what NAME.sh says
stand_in() {
  printf '#!/usr/bin/env bash\necho "%s $*" >>"$CALLS"\n%s\n' "$1" "${2:-}" >"bin/$1"
  chmod +x "bin/$1"
}
stand_in cmake 'case $1 in --preset) f=build/${2#ci_}; mkdir -p $f; touch $f/build.ninja;; esac'
stand_in ctest
stand_in git 'case $1 in ls-files|diff) echo framework/changed.cpp;; rev-parse) [[ $* == *HEAD~1* ]] && echo before || echo last;; esac'
stand_in clang-format
stand_in clang-tidy
stand_in dpkg-query 'echo -n installed'
touch framework/changed.cpp

# All of it, with warnings as errors.
: >calls
.ci/run >out 2>&1 || fail "passes nothing: $(cat out)"
for preset in release sanitize threads; do
  [ "$(calls "^cmake --preset ci_$preset$")" = 1 ] || fail "$preset: warnings are no errors"
done
[ "$(calls '^clang-format --dry-run --Werror')" = 1 ] || fail "the format is not checked"
[ "$(calls '^git diff .* before ')" = 1 ] || fail "lint does not begin at the last commit"
[ "$(calls '^clang-tidy .*framework/changed.cpp$')" = 1 ] || fail "changed files are not linted"
[ "$(calls '^ctest .*build/release .*--label-exclude slow')" = 1 ] || fail "no fast tests"
[ "$(calls '^ctest .*build/release .*--label-regex slow')" = 1 ] || fail "no slow tests"
[ "$(calls '^ctest .*build/sanitize .*--label-exclude slow.e2e.install')" = 1 ] ||
  fail "no unit tests under sanitizers"
[ "$(calls '^cmake --build build/threads --target test_base test_thread_pool$')" = 1 ] ||
  fail "the thread sanitizer does not see base and the thread pool"
[ "$(calls '^ctest .*build/threads ')" = 1 ] || fail "no tests under the thread sanitizer"

# What would begin too late is left out, and that is said.
: >calls
NPD_TEST_END=1 ./dev test slow >out 2>&1 || fail "without time: $(cat out)"
[ "$(calls 'build/sanitize|build/threads')" = 0 ] || fail "begins without time"
grep -q "address_sanitizer SKIPPED" out || fail "leaves out in silence: $(cat out)"

# The whole program under sanitizers.
: >calls
./dev test sanitize >out 2>&1 || fail "sanitize: $(cat out)"
[ "$(calls '^ctest .*build/sanitize .*--label-exclude slow ')" = 1 ] || fail "not the whole program"

# What fails, fails.
for broken in clang-format clang-tidy ctest cmake; do
  cp "bin/$broken" good
  if [ $broken = clang-tidy ]; then
    stand_in clang-tidy 'echo "$PWD/framework/changed.cpp:1:1: warning: a use after a move [bugprone-use-after-move]"'
  else
    stand_in $broken 'exit 1'
  fi
  .ci/run >out 2>&1 && fail "passes although $broken complains"
  mv good "bin/$broken"
done

# A build is configured again when it must be, and only then.
configured() {
  : >calls
  ./dev build >out 2>&1 || fail "dev build: $(cat out)"
  calls '^cmake --preset'
}
rm -rf build
[ "$(configured)" = 1 ] || fail "a new folder is not configured"
[ "$(configured)" = 0 ] || fail "configured twice"
echo >>CMakePresets.json
[ "$(configured)" = 1 ] || fail "another preset is not noticed"
[ "$(CI=1 configured)" = 1 ] || fail "warnings that become errors are not noticed"
[ "$(CI=1 configured)" = 0 ] || fail "configured twice with CI set"
rm build/release/build.ninja
[ "$(CI=1 configured)" = 1 ] || fail "a folder that is not whole is not noticed"
stand_in dpkg-query 'case $3 in *Version*) echo "catch2 3.7";; *) echo -n installed;; esac'
[ "$(CI=1 configured)" = 1 ] || fail "a package of another version is not noticed"
