#!/usr/bin/env bash
# same_hash.sh RUNNER RUNNER [COUNT]: both give the same hashes, seed by seed, in every scenario.
# Two processes of one build, or a debug and a release build of the same sources.
set -euo pipefail
count=${3:-20}
scenarios=()
for file in "$(dirname "$0")"/scenarios/*.json; do scenarios+=(--scenario "$file"); done
hashes() { "$1" "${scenarios[@]}" --count "$count" --hashes --go-on | grep '^hash '; }
if ! diff <(hashes "$1") <(hashes "$2"); then
  echo "the same seeds were not the same runs"
  exit 1
fi
echo "$(hashes "$1" | wc -l) runs, the same in both"
