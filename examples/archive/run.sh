#!/usr/bin/env bash
# Conversations in a SQLite file that are moved into an archive, read there, and come back. See usage.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
parley=${PARLEY:-$top/build/release/bin/parley}

if [ $# -ne 2 ]; then
  cat >&2 <<'TEXT'
usage: examples/archive/run.sh FILE ARCHIVE

  FILE      a SQLite store that is made here: talks.db
  ARCHIVE   where its sessions go: postgres://USER@HOST/DATABASE, or sqlite:OTHER

The program is $PARLEY, or the one that `bash tests/run.sh build` makes.
TEXT
  exit 2
fi
if [ -e "$1" ]; then
  echo "$1 is there already" >&2
  exit 2
fi
stores=(--store "sqlite:$1" --archive "$2")
log=$(mktemp)

say() { printf '\n== %s\n' "$*"; }

# Without rounds of its own, so that what happens here is what is asked for.
"$parley" serve "${stores[@]}" --http.port 0 --migration.interval_s 0 >"$log" 2>"$log.err" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$log" "$log.err"' EXIT
for _ in $(seq 300); do
  url=$(sed -n 's/.*listening on \(http:[^,]*\),.*/\1/p' "$log")
  if [ -n "$url" ] || ! kill -0 "$server" 2>/dev/null; then break; fi
  sleep 0.1
done
if [ -z "$url" ]; then
  cat "$log.err" >&2
  exit 1
fi
api=$url/v1/tenants/default
post() { curl -fsS -X POST -H 'Content-Type: application/json' --data "$2" "$api$1"; echo; }
# expect TEXT COMMAND...: prints what it says, which must have the text in it
expect() {
  local wanted=$1 said
  shift
  said=$("$@")
  echo "$said"
  if [[ "$said" != *"$wanted"* ]]; then echo "expected: $wanted" >&2; exit 1; fi
}

say "Two conversations, one of which is over"
for id in voyage garden; do
  post /sessions "{\"session_id\": \"$id\"}" >/dev/null
  post "/sessions/$id/messages" "{\"messages\": [
    {\"role\": \"user\", \"content\": \"Tell me about the $id.\"},
    {\"role\": \"assistant\", \"content\": \"The $id was long and green.\"}]}" >/dev/null
done
post /sessions/voyage/close '{}' >/dev/null

say "It goes into the archive: parley migrate --session voyage"
expect "voyage is in the archive" "$parley" migrate --session voyage --server "$url"

say "Both are listed, read and found: parley sessions, show, search"
expect archived "$parley" sessions --server "$url"
expect "The voyage was long" "$parley" show voyage --server "$url"
for _ in $(seq 100); do
  if [ "$("$parley" search long --server "$url" | wc -l)" -eq 2 ]; then break; fi
  sleep 0.1
done
expect "voyage/2" "$parley" search long --server "$url"

say "Reopened it comes back, and is written to"
expect active post /sessions/voyage/reopen '{}'
expect '"seq":3' post /sessions/voyage/messages '{"role": "user", "content": "And the way back?"}'

say "What moved: parley migrate"
expect "came back" "$parley" migrate --server "$url"

say "Without a server, whatever was not used today: parley migrate --idle-days 0"
kill "$server"
wait "$server"
expect "moved 2 sessions" "$parley" migrate --idle-days 0 "${stores[@]}"
expect "And the way back?" "$parley" show voyage "${stores[@]}"

say "everything worked"
