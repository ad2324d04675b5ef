#!/usr/bin/env bash
# Runs one test program for CTest and decides what its run was worth: a failure stays a failure, a
# run without a single test is one too, and a run that printed SKIPPED counts as skipped (77), but
# only when nothing failed.
set -u
output=$(mktemp)
trap 'rm -f "$output"' EXIT
"$@" 2>&1 | tee "$output"
code=${PIPESTATUS[0]}
if [ "$code" -ne 0 ]; then
  echo "the program ended with exit code $code"
  exit 1
fi
if ! grep -Eq 'tests:[[:space:]]+[1-9]' "$output"; then
  echo "no test ran"
  exit 1
fi
if grep -q 'SKIPPED' "$output"; then
  exit 77
fi
