#!/usr/bin/env bash
# Builds CAF with ThreadSanitizer from Debian's source package into build/tsan-caf and prints that
# folder. Debian's own library is not instrumented: TSan then misses its synchronization and reports
# races that are none. Does nothing when the folder already holds this version.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
prefix=$top/build/tsan-caf
version=$(dpkg-query -W -f '${source:Version}' libcaf-dev)
stamp=$prefix/built-from

if [ "$(cat "$stamp" 2>/dev/null)" = "$version" ]; then
  echo "$prefix"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/tsan-caf.XXXXXX")
trap 'rm -rf "$work"' EXIT
log=$work/log
quietly() {
  if ! "$@" >>"$log" 2>&1; then
    tail -n 30 "$log" >&2
    echo "tests/tsan_caf.sh: this failed: $*" >&2
    exit 1
  fi
}

# Only upstream's archive is fetched; Debian's patches are not applied.
# The machine's own package sources, asked for source packages, in folders of our own: nothing
# under /etc changes, and no other index is disturbed.
mkdir -p "$work/sources" "$work/lists/partial" "$work/archives/partial" "$work/download"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  if [ -f "$file" ]; then
    sed -n 's/^deb /deb-src /p' "$file" >"$work/sources/$(basename "$file" .list).list"
  fi
done
for file in /etc/apt/sources.list.d/*.sources; do
  if [ -f "$file" ]; then
    sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/sources/$(basename "$file")"
  fi
done
apt_options=(-o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$work/sources"
  -o "Dir::State::lists=$work/lists" -o "Dir::Cache::archives=$work/archives"
  -o "Dir::Cache::pkgcache=" -o "Dir::Cache::srcpkgcache=" -o "APT::Sandbox::User=root")

echo "fetching the source of actor-framework $version" >&2
# A foreign source without source packages makes `update` fail; what counts is the next command.
apt-get "${apt_options[@]}" update >>"$log" 2>&1 || true
cd "$work/download"
quietly apt-get "${apt_options[@]}" source --download-only --tar-only "actor-framework=$version"
mkdir "$work/src"
quietly tar -xf actor-framework_*.orig.tar.* -C "$work/src" --strip-components=1

echo "building it with -fsanitize=thread (a few minutes)" >&2
# gcc 12 wants <limits> where this version forgot to include it.
quietly cmake -S "$work/src" -B "$work/build" -G Ninja \
  -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_STANDARD=17 \
  -DCMAKE_CXX_FLAGS="-fsanitize=thread -fno-omit-frame-pointer -w -include limits" \
  -DCMAKE_EXE_LINKER_FLAGS=-fsanitize=thread -DCMAKE_SHARED_LINKER_FLAGS=-fsanitize=thread \
  -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
  -DCAF_NO_EXAMPLES=ON -DCAF_NO_UNIT_TESTS=ON -DCAF_NO_TOOLS=ON -DCAF_NO_OPENSSL=ON \
  -DCAF_NO_PYTHON=ON -DCAF_NO_OPENCL=ON
quietly nice cmake --build "$work/build" -j "$(nproc)"
rm -rf "$prefix"
quietly cmake --install "$work/build"
echo "$version" >"$stamp"
echo "$prefix"
