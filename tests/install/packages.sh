#!/usr/bin/env bash
# The Debian packages: what is in which, and what they depend on.
#
#   packages.sh CPACK BUILD VERSION
set -euo pipefail
cpack=$1 build=$2 version=$3
for tool in dpkg-deb dpkg-shlibdeps; do
  command -v "$tool" >/dev/null || { echo "no $tool here"; exit 77; }
done

fail() { echo "packages: $*" >&2; exit 1; }

"$cpack" --config "$build/CPackConfig.cmake" -G DEB -B "$PWD" >cpack.log 2>&1 || { cat cpack.log; fail "cpack failed"; }
architecture=$(dpkg --print-architecture)
program=npd_${version}_$architecture.deb dev=npd-dev_${version}_$architecture.deb

contents() { dpkg-deb -c "$1" | awk '{print $6}' >"$1.files"; }
has() { grep -qx "./usr/$2" "$1.files" || fail "$1 has no /usr/$2"; }
lacks() { ! grep -q "/usr/$2" "$1.files" || fail "$1 has something in /usr/$2"; }
depends() { dpkg-deb -f "$1" Depends | tr ',' '\n' | grep -Eq "^ *$2( |$)" || fail "$1 does not depend on $2: $(dpkg-deb -f "$1" Depends)"; }

contents "$program"
contents "$dev"
for file in bin/npd lib/npd/libnpd_engine.so lib/npd/plugins/gru.so share/npd/configs/quickstart.toml share/doc/npd/copyright \
            share/man/man1/npd.1 share/bash-completion/completions/npd; do
  has "$program" "$file"
done
lacks "$program" include
lacks "$program" 'lib/cmake'
lacks "$program" 'lib/npd/.*\.a$'
for file in include/npd/generator.hpp lib/npd/libnpd_sdk.a lib/cmake/npd/npdConfig.cmake share/npd/template/common/CMakeLists.txt.in share/doc/npd-dev/CHANGELOG.md; do
  has "$dev" "$file"
done
lacks "$dev" bin
for package in libopenblas0-pthread 'libtorch[0-9.]+' 'libfmt[0-9]+' 'libhdf5-[0-9-]+' libc6; do
  depends "$program" "$package"
done
for package in npd libtorch-dev libfmt-dev libhdf5-dev cmake; do
  depends "$dev" "$package"
done
dpkg-deb -f "$program" Package Version Depends
dpkg-deb -f "$dev" Package Version Depends
