#!/usr/bin/env bash
# What HTTP costs, with and without TLS and keys, beside a bare Beast echo and peers behind HTTP.
#   tests/benchmarks/http.sh        appends and contexts by wrk, 64 connections, rounds in turn
# PARLEY_BENCH_ROUNDS (3), PARLEY_BENCH_SECONDS (5) of each load; PARLEY_BENCH_MODULES: a folder in which
#   npm install --legacy-peer-deps @langchain/redis @langchain/core @langchain/community pg \
#     @mastra/core@0 @mastra/memory@0 @mastra/libsql@0 @mastra/pg@0
# was run, for the peers: LangChain.js (Redis with appendfsync always, PostgreSQL), Mastra (PostgreSQL,
# libSQL file), each behind Node's HTTP server.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
bin=$top/build/release/bin
here=$top/tests/benchmarks
rounds=${PARLEY_BENCH_ROUNDS:-3}
seconds=${PARLEY_BENCH_SECONDS:-5}
work=$(mktemp -d "$top/build/http.XXXXXX")
data=$(mktemp -d "${TMPDIR:-/tmp}/http-bench.XXXXXX") # of PostgreSQL, which another user runs
pids=()
finish() {
  if [ ${#pids[@]} -gt 0 ]; then kill "${pids[@]}" 2>/dev/null || true; fi
  wait 2>/dev/null || true
  rm -rf "$work" "$data"
}
trap finish EXIT
cd "$work"

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
  -subj /CN=localhost -addext 'subjectAltName=IP:127.0.0.1' -keyout key.pem -out cert.pem 2>/dev/null
json='Content-Type: application/json'

# first_line FILE: what the program behind it says when it is ready
first_line() {
  for _ in $(seq 200); do
    if [ -s "$1" ]; then head -1 "$1"; return; fi
    read -r -t 0.05 <> <(:) || true
  done
  echo "$1 stayed empty" >&2
  return 1
}

declare -A url key
# serve NAME ARGUMENTS...: a parley with 256 sessions of 100 messages
serve() {
  local name=$1
  shift
  "$bin/parley" serve --http.port 0 --store.uri "sqlite:$work/$name.db" "$@" >"$name.out" 2>"$name.err" &
  pids+=($!)
  url[$name]=$(first_line "$name.out" | sed -n 's/.*listening on \(https*:[^,]*\),.*/\1/p')
}
ask() {
  local name=$1
  shift
  curl -fsS --cacert cert.pem -o /dev/null -H "Authorization: Bearer ${key[$name]:-none}" -H "$json" "$@"
}
fill() {
  local api=${url[$1]}/v1/tenants/default messages
  ask "$1" -d "[$(for i in $(seq 0 255); do printf '%s{"session_id":"bench-%d"}' "$([ "$i" = 0 ] || echo ,)" "$i"; done)]" "$api/sessions"
  messages=$(for i in $(seq 100); do
    printf '%s{"role":"%s","content":"%0*d"}' "$([ "$i" = 1 ] || echo ,)" "$([ $((i % 2)) = 1 ] && echo user || echo assistant)" "$([ $((i % 2)) = 1 ] && echo 200 || echo 800)" 7
  done)
  for i in $(seq 0 255); do printf 'url=%s/sessions/bench-%d/messages\n' "$api" "$i"; done |
    curl -fsS --cacert cert.pem -o /dev/null -H "Authorization: Bearer ${key[$1]:-none}" -H "$json" \
      -d "{\"messages\":[$messages]}" -K - >/dev/null
}

serve plain
key[keys]=$("$bin/parley" keys create --role writer --store "sqlite:$work/keys.db" 2>/dev/null)
serve keys
serve tls --http.tls_cert cert.pem --http.tls_key key.pem
key[both]=$("$bin/parley" keys create --role writer --store "sqlite:$work/both.db" 2>/dev/null)
serve both --http.tls_cert cert.pem --http.tls_key key.pem
for name in plain keys tls both; do fill "$name"; done
"$bin/bench_http_echo" >echo.out & pids+=($!)
url[echo]=http://127.0.0.1:$(first_line echo.out)
"$bin/bench_http_echo" cert.pem key.pem >echo_tls.out & pids+=($!)
url[echo_tls]=https://127.0.0.1:$(first_line echo_tls.out)
# The same server, with somebody who follows the whole tenant meanwhile.
url[followed]=${url[plain]}
names=(echo echo_tls plain followed keys tls both)
if [ -n "${PARLEY_BENCH_MODULES:-}" ]; then
  redis_port=$(shuf -i 20000-30000 -n 1)
  redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$work" --appendonly yes \
    --appendfsync always --save '' >redis.log &
  pids+=($!)
  postgres_port=$(shuf -i 30000-32000 -n 1)
  postgres=$(pg_config --bindir 2>/dev/null || echo /usr/lib/postgresql/15/bin)
  as=()
  # It does not run as root.
  if [ "$(id -u)" = 0 ]; then as=(setpriv --reuid postgres --regid postgres --clear-groups); chown postgres "$data"; fi
  (cd "$data" && exec "${as[@]}" "$postgres/initdb" -D "$data/postgres" -U postgres --auth=trust --no-instructions) >initdb.log
  (cd "$data" && exec "${as[@]}" "$postgres/postgres" -D "$data/postgres" -p "$postgres_port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories=) 2>postgres.log &
  pids+=($!)
  until "$postgres/pg_isready" -q -h 127.0.0.1 -p "$postgres_port"; do read -r -t 0.1 <> <(:) || true; done
  "$postgres/createdb" -h 127.0.0.1 -p "$postgres_port" -U postgres mastra
  to_postgres=postgres://postgres@127.0.0.1:$postgres_port
  for peer in "langchain-redis redis://127.0.0.1:$redis_port" "langchain-postgres $to_postgres/postgres" \
    "mastra-postgres $to_postgres/mastra" "mastra-libsql file:$work/mastra.db"; do
    name=${peer% *}
    node "$here/peers_http.mjs" "$name" "$PARLEY_BENCH_MODULES" "${peer#* }" >"$name.out" 2>"$name.err" &
    pids+=($!)
    url[$name]=http://127.0.0.1:$(first_line "$name.out")
    names+=("$name")
  done
fi

# load NAME SCRIPT: rate, p50 ms, p99 ms, errors
load() {
  wrk -t 1 -c 64 -d "${seconds}s" --latency -H "Authorization: Bearer ${key[$1]:-none}" \
    -s "$2" "${url[$1]}"
}
# settle: until what the servers do beside requests (index, summaries) is done
settle() {
  local before=0 now
  for _ in $(seq 120); do
    now=$(for pid in "${pids[@]}"; do cut -d ' ' -f 14,15 "/proc/$pid/stat"; done | awk '{t+=$1+$2} END {print t}')
    if [ $((now - before)) -lt 10 ]; then return; fi
    before=$now
    read -r -t 1 <> <(:) || true
  done
}
for round in $(seq "$rounds"); do
  for name in "${names[@]}"; do
    follower=
    if [ "$name" = followed ]; then
      curl -sSN "${url[plain]}/v1/tenants/default/events" >/dev/null &
      follower=$!
    fi
    load "$name" "$here/append.lua" | awk -v n="$name" '/^http_appends/ {r=$2} /^http_append_ms/ {a=$3; b=$5}
      /^http_errors/ {e=$2} END {print "append", n, r, a, b, e}'
    if [ -n "$follower" ]; then kill "$follower"; wait "$follower" || true; fi
  done
  settle
  for name in "${names[@]}"; do
    case $name in echo | echo_tls | followed) ;; *)
      load "$name" "$here/context.lua" | tail -1 | sed "s/^/context $name /" ;;
    esac
  done
done | tee rounds.txt

echo "work, server: rate (least and most), beside plain, p50 and p99 ms of the last round, errors"
awk '{k=$1 " " $2; if (!(k in n)) order[++count]=k; v[k, ++n[k]]=$3; p50[k]=$4; p99[k]=$5; err[k]+=$6}
  function median(k, i, j, t, c) { c=n[k]; for (i=1;i<=c;i++) s[i]=v[k,i];
    for (i=1;i<c;i++) for (j=i+1;j<=c;j++) if (s[j]<s[i]) {t=s[i];s[i]=s[j];s[j]=t}
    low=s[1]; high=s[c]; return s[int((c+1)/2)] }
  END { for (i=1;i<=count;i++) { k=order[i]; split(k, w, " "); m=median(k); l=low; h=high;
    printf "%s %s %.0f (%.0f to %.0f) %.2f %.2f %.2f %d\n", w[1], w[2], m, l, h, m/median(w[1] " plain"), p50[k], p99[k], err[k] } }' rounds.txt
