#!/usr/bin/env bash
# Measures parley beside the bare store in one run and prints the ratios.
#   tests/benchmarks/run.sh           every benchmark
#   tests/benchmarks/run.sh --check   and fails when a ratio is below 70 % of recorded.txt
# PARLEY_BENCH_ROUNDS (3) interleaved rounds of PARLEY_BENCH_ROWS (100000) rows;
# PARLEY_BENCH_SECONDS (10) of HTTP load; PARLEY_BENCH_DIR: the disk to measure.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
bin=$top/build/release/bin
work=$(mktemp -d "$top/build/bench.XXXXXX")
finish() {
  # The server was started in a pipeline's shell, so its pid comes from a file.
  if [ -s "$work/server.pid" ]; then kill "$(cat "$work/server.pid")" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
cd "$work"
# What bench_tokens measures itself against; without it there are no ratios of it.
bash "$top/tests/npm.sh" "$top/tests/context/tokens" "$top/build/release/npm" >&2 || true

http() {
  local port address sessions
  "$bin/parley" serve --http.port 0 --store.uri "sqlite:$work/http.db" >serve.log 2>&1 &
  echo $! >server.pid
  for _ in $(seq 100); do
    address=$(sed -n 's/.*listening on \(http:[^,]*\),.*/\1/p' serve.log)
    if [ -n "$address" ] && curl -fsS -o /dev/null "$address/health/ready" 2>/dev/null; then break; fi
    read -r -t 0.1 <> <(:) || true
  done
  sessions=$(for i in $(seq 0 255); do printf '{"session_id":"bench-%d"},' "$i"; done)
  curl -fsS -o /dev/null -H 'Content-Type: application/json' -d "[${sessions%,}]" \
    "$address/v1/tenants/default/sessions"
  wrk -t 1 -c 256 -d "${PARLEY_BENCH_SECONDS:-10}s" --latency -s "$top/tests/benchmarks/append.lua" \
    "$address" | grep -E '^http_'
}

{
  "$bin/bench_append"
  "$bin/bench_latency"
  "$bin/bench_history"
  "$bin/bench_forks"
  "$bin/bench_memory"
  "$bin/bench_hot"
  "$bin/bench_mixed"
  "$bin/bench_indexing"
  "$bin/bench_scale"
  "$bin/bench_tokens"
  http
} | tee figures.txt

value() { awk -v name="$1" '$1 == name { print $2 }' figures.txt; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", (b > 0 ? a / b : 0) }'; }
{
  grep -E '_to_bare_|_ratio ' figures.txt
  echo "http_appends_to_bare_group $(ratio "$(value http_appends_per_s)" "$(value bare_group_64_rate)")"
} | sort -u >ratios.txt
cat ratios.txt

if [ "${1:-}" != --check ]; then exit 0; fi
# A latency ratio is better when it is smaller; the others when they are larger.
failed=0
while read -r name recorded; do
  now=$(awk -v name="$name" '$1 == name { print $2 }' ratios.txt)
  if ! awk -v n="${now:-0}" -v r="$recorded" -v name="$name" \
    'BEGIN { exit !(name ~ /^(idle|history|fork)_/ ? n > 0 && n <= r / 0.7 : n >= r * 0.7) }'; then
    echo "below the floor: $name is ${now:-missing}, recorded $recorded" >&2
    failed=1
  fi
done < <(grep -v '^#' "$top/tests/benchmarks/recorded.txt")
exit $failed
