#!/usr/bin/env bash
# From a fresh machine to a running server with real conversations in it. See --help.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"

usage() {
  cat <<'TEXT'
examples/quickstart.sh [--once] [--port N]

Installs what is missing (Debian 12), builds parley, starts `parley serve` on a SQLite file in a fresh
folder below build/quickstart, imports the transcripts of examples/transcripts, talks to the server
with curl and leaves it running. Run again, it stops the server of its last run and starts anew
(unless --port 0 is given: then the two go side by side).

  --once     stop the server at the end
  --port N   listen on this port instead of 8420; 0 takes any free one
TEXT
}

once=false
port=8420
while [ $# -gt 0 ]; do
  case "$1" in
    --once) once=true ;;
    --port)
      if ! [[ "${2:-}" =~ ^[0-9]+$ ]]; then echo "--port needs a number" >&2; exit 2; fi
      port=$2
      shift
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

say() { printf '\n== %s\n' "$*"; }

program=$top/build/release/bin/parley
folder=$top/build/quickstart
last_pid=$folder/server.pid

# is_ours PID: whether that process is a server that this script left running, also when the program
# has been built anew since: the link then ends in " (deleted)"
is_ours() { [[ -n "$1" && "$(readlink "/proc/$1/exe" 2>/dev/null)" == "$program"* ]]; }

stop_server() {
  if ! is_ours "$1"; then return 0; fi
  kill -TERM "$1" 2>/dev/null || true
  for _ in $(seq 300); do
    if ! is_ours "$1"; then return 0; fi
    sleep 0.1
  done
  echo "the server (process $1) does not stop" >&2
  return 1
}

say "Packages and build"
bash config/install_packages.sh
earlier=$(cat "$last_pid" 2>/dev/null || true)
if [ "$port" -ne 0 ] && is_ours "$earlier"; then
  echo "stopping the server of the last run (process $earlier)"
  stop_server "$earlier"
fi
if [ ! -f build/release/build.ninja ]; then cmake --preset release >/dev/null; fi
cmake --build build/release -j "$(nproc)" --target parley_program

say "A server on a SQLite file"
mkdir -p "$folder"
run=$(mktemp -d "$folder/run-XXXXXX")
log=$run/server.log
: >"$log"  # so that it is there before the server writes
setsid nohup "$program" serve --store "sqlite:$run/parley.db" --http.port "$port" \
  >"$log" 2>"$run/server.err" </dev/null &
server=$!
# Our own child: it is stopped even if it has not yet become the program.
if $once; then trap 'kill "$server" 2>/dev/null && wait "$server"' EXIT; fi

url=
for _ in $(seq 300); do
  url=$(sed -n 's/.* listening on \(http:[^ ,]*\).*/\1/p' "$log")
  if [ -n "$url" ] && curl -fsS -o /dev/null "$url/health/ready" 2>/dev/null; then break; fi
  if ! kill -0 "$server" 2>/dev/null; then
    cat "$run/server.err" >&2
    echo "the server did not start; is port $port taken? Try --port 0" >&2
    exit 1
  fi
  url=
  sleep 0.1
done
if [ -z "$url" ]; then
  echo "the server was not ready within 30 seconds; see $log and $run/server.err" >&2
  kill "$server"
  exit 1
fi
if ! $once; then echo "$server" >"$last_pid"; fi
cat "$log"

say "Import of examples/transcripts"
"$program" import examples/transcripts/*.jsonl --server "$url"

say "A conversation by hand"
tenant=$url/v1/tenants/default
post() { curl -fsS -X POST -H 'Content-Type: application/json' --data "$2" "$tenant$1"; echo; }
post /sessions '{"session_id": "first-talk", "session_type": "user_to_agent", "participants": [
  {"participant_id": "ada", "participant_type": "user"},
  {"participant_id": "scribe", "participant_type": "agent", "participant_role": "writer"}]}'
post /sessions/first-talk/messages '{"messages": [
  {"message_id": "hello-1", "role": "user", "content": "Write a line about bridges."},
  {"message_id": "hello-2", "role": "assistant", "content": "A bridge is a road that trusts."}]}'
echo "The same again: the ids are known, so nothing is written twice."
post /sessions/first-talk/messages \
  '{"message_id": "hello-1", "role": "user", "content": "Write a line about bridges."}'

say "What there is: parley sessions"
"$program" sessions --server "$url"

say "A page of its history: GET .../messages?limit=2"
curl -fsS "$tenant/sessions/first-talk/messages?limit=2"
echo

say "Six model calls later: POST .../messages, POST .../rounds"
for n in 1 2 3 4 5 6; do
  post /sessions/first-talk/messages "{\"messages\": [
    {\"role\": \"user\", \"content\": \"Which bridge did we note as number $n?\"},
    {\"role\": \"assistant\", \"content\": \"Bridge $n is $((n * 120)) metres long and opened in 19${n}2.\"}]}" \
    >/dev/null
  post /sessions/first-talk/rounds '{}'
done

say "What was summarized of it, by itself: parley summaries"
for _ in $(seq 100); do
  summaries=$("$program" summaries first-talk --server "$url")
  if [ -n "$summaries" ]; then break; fi
  sleep 0.1
done
echo "$summaries"

say "The messages of the next model call, within 300 tokens: parley context"
"$program" context first-talk --max-tokens 300 --server "$url"

say "The export, one conversation a line: parley export --format chat"
"$program" export --format chat --server "$url" --output "$run/export.jsonl"
cut -c 1-120 "$run/export.jsonl"

if $once; then
  say "Stopping"
  trap - EXIT
  kill "$server"
  wait "$server"
  echo "everything worked; the files are in ${run#"$top"/}"
  exit 0
fi
say "The server goes on at $url"
echo "try:   curl $tenant/sessions"
echo "       build/release/bin/parley show first-talk --server $url"
echo "stop:  kill $server      (files: ${run#"$top"/})"
