#!/usr/bin/env bash
# Installs the build folder and moves the installation to another place, where it must work.
#
#   install.sh CMAKE BUILD PREFIX SOURCE
set -euo pipefail
cmake=$1 build=$2 prefix=$3 source=$4

fail() { echo "install: $*" >&2; exit 1; }

rm -rf "$prefix" "$prefix.first"
"$cmake" --install "$build" --prefix "$prefix.first" >"$build/install.log" || { cat "$build/install.log"; fail "cmake --install failed"; }
mv "$prefix.first" "$prefix"

for file in bin/npd lib/npd/libnpd_engine.so lib/npd/libnpd_sdk.a lib/npd/libnpd_hdf5.a \
            lib/npd/libnpd_testing.a include/npd/abi.h include/npd/testing/gradcheck.hpp \
            lib/cmake/npd/npdConfig.cmake share/npd/configs/quickstart.toml \
            share/man/man1/npd.1 share/man/man1/npd-run.1 share/man/man7/npd-runs.7 \
            share/bash-completion/completions/npd share/zsh/vendor-completions/_npd \
            share/fish/vendor_completions.d/npd.fish; do
  [ -f "$prefix/$file" ] || fail "$file is not installed"
done
for library in "$build"/lib/npd/plugins/*.so; do
  [ -f "$prefix/lib/npd/plugins/$(basename "$library")" ] || fail "$(basename "$library") is not installed"
done

# Nothing of the package points back to where it was built.
if grep -rnF -e "$build" -e "$source" -e "$prefix.first" "$prefix/lib/cmake" "$prefix/share" "$prefix/include" |
     grep -vF "$prefix/"; then
  fail "the package names folders of the build, see above"
fi

unset NPD_PLUGIN_PATH
"$prefix/bin/npd" --version
listed=$("$prefix/bin/npd" plugins list)
grep -q "^gru " <<<"$listed" && grep -qF "in $prefix/lib/npd/plugins" <<<"$listed" || fail "gru is not listed: $listed"
for experiment in "$prefix"/share/npd/configs/quickstart.toml "$prefix"/share/npd/configs/experiments/*/*.toml; do
  "$prefix/bin/npd" config check "$experiment" >/dev/null || fail "$experiment does not pass npd config check"
done
