#!/usr/bin/env bash
# npm.sh PACKAGES FOLDER: the npm packages that PACKAGES/package-lock.json pins into
# FOLDER/node_modules, once. Exits with 77 and says SKIPPED where that cannot be done: without node, npm
# or the registry.
set -euo pipefail

packages=$(cd "$1" && pwd)
folder=$2
for program in node npm; do
  if ! command -v "$program" >/dev/null; then
    echo "SKIPPED: no $program, so what needs the packages of $packages is not tested"
    exit 77
  fi
done
mkdir -p "$folder"
cd "$folder"
if [ -d node_modules ] && cmp -s "$packages/package-lock.json" installed.json; then
  echo "installed already"
  exit 0
fi
rm -f installed.json
cp "$packages/package.json" "$packages/package-lock.json" "$packages/.npmrc" .
if ! npm ci --ignore-scripts >npm.log 2>&1; then
  cat npm.log
  echo "SKIPPED: npm could not install the packages of $packages"
  exit 77
fi
cp package-lock.json installed.json
