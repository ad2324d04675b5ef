#!/usr/bin/env bash
# caught.sh RUNNER SCENARIO: the runner has a planted bug; it must be found within 1,000 seeds.
set -u
output=$("$1" --scenario "$2" --count 1000)
code=$?
echo "$output"
if [ "$code" -eq 1 ] && grep -q '^BROKEN' <<<"$output"; then exit 0; fi
echo "the planted bug was not caught (exit code $code)"
exit 1
