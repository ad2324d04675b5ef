#!/usr/bin/env bash
# install_packages.sh [full]: installs what is missing of config/packages.txt, and touches nothing
# when nothing is. Works as root or with sudo.
set -euo pipefail

wanted=${1:-build}
list=$(cd "$(dirname "$0")" && pwd)/packages.txt

missing=()
while read -r package when command _; do
  case "$package" in '' | \#*) continue ;; esac
  if [ "${when:-build}" != build ] && [ "${when:-build}" != "$wanted" ]; then continue; fi
  if [ -n "$command" ] && command -v "$command" >/dev/null; then continue; fi
  if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done <"$list"

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi
echo "installing: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "this is no Debian: install these packages by hand, then try again" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "not root and no sudo: run as root: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120)
"${apt[@]}" update
"${apt[@]}" install -y --no-install-recommends "${missing[@]}"
