#!/usr/bin/env bash
# table.sh SCRIPT MODULES: whether the table beside the script is what the script prints.
set -euo pipefail
if [ ! -d "$2/tiktoken" ]; then
  echo "SKIPPED: the npm packages of tests/context/tokens are not installed"
  exit 77
fi
exec node "$1" "$2" --check
