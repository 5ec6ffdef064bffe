#!/usr/bin/env bash
# Installs valgrind, which counts instructions, where that can be done: as root on a machine with apt. Elsewhere it says so, and
# what needs it is left out.
set -euo pipefail

command -v valgrind >/dev/null && exit 0
say() { printf 'valgrind: %s\n' "$*" >&2; }

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say 'it is not on this machine; install it to count instructions'
  exit 0
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
say 'installing it from Debian'
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -qq -y --no-install-recommends valgrind; } >"$log" 2>&1 || {
  cat "$log" >&2
  say 'installing failed; install it by hand to count instructions'
}
