#!/usr/bin/env bash
# install.sh FOLDER: the npm packages of package-lock.json into FOLDER/node_modules, once. Exits with
# 77 and says SKIPPED where that cannot be done: without node, npm or the registry.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
for program in node npm; do
  if ! command -v "$program" >/dev/null; then
    echo "SKIPPED: no $program, so exact counts are not compared with the published tokenizers"
    exit 77
  fi
done
mkdir -p "$folder"
cd "$folder"
if [ -d node_modules ] && cmp -s "$here/package-lock.json" installed.json; then
  echo "installed already"
  exit 0
fi
rm -f installed.json
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
if ! npm ci --ignore-scripts >npm.log 2>&1; then
  cat npm.log
  echo "SKIPPED: npm could not install the published tokenizers"
  exit 77
fi
cp package-lock.json installed.json
