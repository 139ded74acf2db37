#!/usr/bin/env bash
# Tests name what they use of Catch2 through npd/testing/catch.hpp alone: versions 2 and 3 call it
# differently, and only one of them is on any machine.
#   catch.sh PROJECT
set -euo pipefail
cd "$1"
wrong=$(grep -rnE 'Catch::' tests sdk framework plugins --include='*.cpp' --include='*.hpp' |
  grep -v 'npd/testing/catch.hpp:\|Catch::Session' || true)
approx=$(grep -rlE '(^|[^:A-Za-z])Approx\(' tests --include='*.cpp' |
  xargs grep -LE 'testing::Approx;|namespace npd::testing' || true)
[ -z "$wrong$approx" ] && exit 0
printf 'say npd::testing::... and "using npd::testing::Approx;", of npd/testing/catch.hpp:\n%s\n%s\n' "$wrong" "$approx"
exit 1
