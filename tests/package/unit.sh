#!/usr/bin/env bash
# unit.sh UNIT PROGRAM: systemd finds nothing wrong with the unit, in which PROGRAM stands for the
# one that is installed.
set -euo pipefail

if ! command -v systemd-analyze >/dev/null; then
  echo "SKIPPED: no systemd-analyze"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sed "s|@PARLEY_SERVICE_PROGRAM@|$2|" "$1" >"$folder/parley.service"
said=$(systemd-analyze verify "$folder/parley.service" 2>&1) || { echo "$said"; exit 1; }
if [ -n "$said" ]; then
  echo "$said"
  exit 1
fi
# It would tell.
sed -i 's/^ExecStart=.*/ExecStart=\/nowhere/' "$folder/parley.service"
if systemd-analyze verify "$folder/parley.service" >/dev/null 2>&1; then
  echo "systemd-analyze finds nothing in a unit without a program"
  exit 1
fi
