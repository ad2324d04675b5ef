#!/usr/bin/env bash
# A server that takes actions from a Redis, and two clients that send some. See usage.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
parley=${PARLEY:-$top/build/release/bin/parley}

if [ $# -ne 1 ] || [[ "$1" != redis://* ]]; then
  cat >&2 <<'TEXT'
usage: examples/actions/run.sh redis://HOST:PORT

The program is $PARLEY, or the one that `bash tests/run.sh build` makes. The store is a file that is
gone afterwards.
TEXT
  exit 2
fi
work=$(mktemp -d)
"$parley" serve --store "sqlite:$work/talks.db" --http.port 0 --actions.redis "$1" \
  >"$work/out" 2>"$work/err" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

say() { printf '\n== %s\n' "$*"; }

say "The Python client"
python3 "$top/examples/actions/client.py" "$1" || { cat "$work/err" >&2; exit 1; }

if [ -e /usr/include/hiredis/hiredis.h ]; then
  say "The C++ client"
  ${CXX:-c++} -std=c++20 "$top/examples/actions/client.cpp" -lhiredis -o "$work/client"
  address=${1#redis://}
  address=${address%%/*}
  "$work/client" "${address%:*}" "${address##*:}"
fi

say "everything worked"
