#!/usr/bin/env bash
# One command for everything that shows that parley works; see --help. The last line is always
# "N passed, M failed, K skipped".
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top"
jobs=$(nproc)
passed=0 failed=0 skipped=0
runner=()  # goes before ctest

usage() {
  cat <<'TEXT'
tests/run.sh                    install what is missing, build release, pass every test
tests/run.sh build              only install and build; the program is build/release/bin/parley
tests/run.sh SUITE              tests of that name or folder: domain, storage/power_loss
tests/run.sh conformance DIR    the conformance vectors in DIR
tests/run.sh asan [SUITE]       with AddressSanitizer and UndefinedBehaviorSanitizer
tests/run.sh tsan [SUITE]       with ThreadSanitizer and a CAF built with it; without SUITE the
                                models, actors, front ends and the runtime
tests/run.sh hashes             the simulation in a debug and a release build: the same runs
tests/run.sh full               everything, longer: ten times the rounds of random tests, floors of
                                the benchmarks, a minute of each fuzzer, then asan and tsan
PARLEY_TEST_SCALE=N             rounds of random tests, times N
CI=true                         a skipped test makes the run fail
TEXT
}

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  if [ "$failed" -gt 0 ] || { [ "$skipped" -gt 0 ] && [ "${CI:-}" = true ]; }; then exit 1; fi
  exit 0
}

# configure PRESET FOLDER [cmake option...]
configure() {
  local preset=$1 folder=$2
  shift 2
  mkdir -p "$folder"
  if cmake --preset "$preset" -B "$folder" -DPARLEY_TEST_SCALE="${PARLEY_TEST_SCALE:-1}" "$@" \
    >"$folder/configure.log" 2>&1; then return 0; fi
  cat "$folder/configure.log" >&2
  return 1
}

# build PRESET [cmake option...]
build() { configure "$1" "build/$1" "${@:2}" && cmake --build "build/$1" -j "$jobs"; }

# attribute NAME FILE: of the first element of CTest's report
attribute() { sed -n "s/^[[:space:]]*$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1; }

# run_suites PRESET PATTERN [ctest option...]
run_suites() {
  local preset=$1 pattern=$2 code=0 all bad left
  shift 2
  local report=$top/build/$preset/report.xml
  rm -f "$report"
  "${runner[@]}" ctest --test-dir "build/$preset" -j 2 -R "$pattern" --no-tests=error --output-on-failure \
    --output-junit "$report" "$@" || code=$?
  all=$(attribute tests "$report" 2>/dev/null || true)
  bad=$(attribute failures "$report" 2>/dev/null || true)
  left=$(($(attribute skipped "$report" 2>/dev/null || echo 0) + $(attribute disabled "$report" 2>/dev/null || echo 0)))
  if [ -z "$all" ] || [ "$all" -eq 0 ]; then
    echo "no test is named $pattern; ctest --test-dir build/$preset -N lists them" >&2
    failed=$((failed + 1))
    return
  fi
  # What CTest calls an error and does not count is a failure too.
  if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + all - bad - left))
  failed=$((failed + bad))
  skipped=$((skipped + left))
}

# checked COMMAND...: its failure is a failed test, and the run goes on
checked() {
  if "$@"; then return 0; fi
  echo "failed: $*" >&2
  failed=$((failed + 1))
  return 1
}

pattern_of() { if [ -z "${1:-}" ]; then echo '.'; else echo "^$1(/|\$)"; fi; }

asan() {
  checked build asan || return 0
  export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}
  export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}
  run_suites asan "$(pattern_of "${1:-}")"
}

tsan() {
  checked bash tests/tsan_caf.sh || return 0
  checked build tsan -DCAF_ROOT="$top/build/tsan-caf" || return 0
  export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}
  # TSan of gcc 12 gives up where the kernel spreads addresses over more than 28 bits.
  if setarch "$(uname -m)" -R true 2>/dev/null; then runner=(setarch "$(uname -m)" -R); fi
  local pattern='^(models|actors|frontends|runtime)/'
  if [ -n "${1:-}" ]; then pattern=$(pattern_of "$1"); fi
  run_suites tsan "$pattern"
  runner=()
}

hashes() {
  local preset
  for preset in debug release; do
    checked configure "$preset" "build/$preset" || return 0
    checked cmake --build "build/$preset" -j "$jobs" --target simulate_seeds || return 0
  done
  if checked bash tests/simulation/same_hash.sh build/{debug,release}/bin/simulate_seeds 200; then
    passed=$((passed + 1))
  fi
}

build_fuzzers() {
  configure release build/fuzz -DCMAKE_CXX_COMPILER=clang++ -DPARLEY_BUILD_FUZZERS=ON \
    -DPARLEY_BUILD_BENCHMARKS=OFF -DPARLEY_SANITIZE=address &&
    cmake --build build/fuzz -j "$jobs" --target fuzzers
}

fuzz() {
  checked build_fuzzers || return 0
  local door found=0
  for door in build/fuzz/bin/fuzz_*; do
    if [ ! -x "$door" ]; then continue; fi
    found=1
    mkdir -p "build/fuzz/corpus/$(basename "$door")"
    if checked "$door" -max_total_time=60 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix="build/fuzz/" "build/fuzz/corpus/$(basename "$door")"; then
      passed=$((passed + 1))
    fi
  done
  [ "$found" -eq 1 ] || checked false
}

full() {
  bash config/install_packages.sh full
  export PARLEY_TEST_SCALE=${PARLEY_TEST_SCALE:-10}
  if checked build release; then run_suites release . -C full; fi
  fuzz
  hashes
  # The sanitizers look for another kind of mistake; they need no ten times the rounds.
  PARLEY_TEST_SCALE=1 asan
  PARLEY_TEST_SCALE=1 tsan
}

case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  -*) echo "unknown option $1" >&2; usage >&2; exit 2 ;;
esac

bash config/install_packages.sh
case "${1:-}" in
  build)
    build release
    echo "built $top/build/release/bin/parley"
    exit 0
    ;;
  conformance)
    if [ -z "${2:-}" ]; then echo "which folder? tests/run.sh conformance DIR" >&2; exit 2; fi
    folder=$(cd "$OLDPWD" && cd "$2" && pwd)
    configure release build/release
    cmake --build build/release -j "$jobs" --target conformance >&2
    exec build/release/bin/conformance "$folder"
    ;;
  asan) asan "${2:-}" ;;
  tsan) tsan "${2:-}" ;;
  hashes) hashes ;;
  full) full ;;
  *)
    if checked build release; then run_suites release "$(pattern_of "${1:-}")"; fi
    ;;
esac
finish
