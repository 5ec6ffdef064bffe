#!/usr/bin/env bash
# A tour on a simulated fleet: serves a lab on this machine, runs commands on it, stops it.
# Usage: scripts/demo.sh PATH-TO-NETHOST
set -euo pipefail

nethost=$(realpath "$1")
driver=$(realpath "$(dirname "$0")/../plugins/dist/cisco_ios.wasm")
work=$(mktemp -d)
lab=
stop_lab() {
  [ -n "$lab" ] || return 0
  kill "$lab" 2>/dev/null || true
  wait "$lab" 2>/dev/null || true
  exec 3<&-
  lab=
}
trap 'stop_lab; rm -rf "$work"' EXIT
cd "$work"
ln -s "$driver" cisco_ios.wasm

title() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# The command line as a person would type it.
show() {
  printf '$ nethost'
  local word
  for word in "$@"; do
    case $word in *[!A-Za-z0-9_./=-]*) printf ' "%s"' "$word" ;; *) printf ' %s' "$word" ;; esac
  done
  printf '\n'
}

# Serves a lab and returns when all its devices listen.
start_lab() {
  stop_lab
  rm -f said
  mkfifo said
  show lab serve --write-inventory lab.toml "$@"
  "$nethost" lab serve --write-inventory lab.toml "$@" 2>said &
  lab=$!
  exec 3<said
  local line
  while read -r line <&3; do
    printf '%s\n' "$line"
    case $line in *ready*) return 0 ;; esac
  done
  echo 'the lab did not start' >&2
  exit 1
}

# Runs nethost, which must end with this exit status. Its stdout is data, and may go into a file.
run() {
  local expected=$1 status=0
  shift
  show "$@" >&2
  "$nethost" "$@" || status=$?
  [ $status = "$expected" ] || { echo "exit status $status, and $expected was expected" >&2; exit 1; }
}

title 'Fifty simulated devices, each of which takes 200 ms for a command'
start_lab --devices 50 --latency 200ms

title 'Two commands on two of them, parsed by a driver'
run 0 run --plugin cisco_ios.wasm -i lab.toml --hosts 'lab-0001, lab-0050' 'show ip interface brief' 'show clock'

title 'Facts of ten, in the same form for every vendor'
run 0 facts -i lab.toml --hosts 'lab-001?'

title 'All fifty, for a program: one line of JSON for each command on each device'
run 0 run -i lab.toml --format ndjson 'show version' >results
printf '%s of %s lines say "status":"ok"; the first begins\n%.150s …\n' \
  "$(grep -c '"status":"ok"' results)" "$(wc -l <results)" "$(head -1 results)"

title 'A fleet on a bad day: who failed, why, and what to do about it'
start_lab --devices 50 --latency 200ms --fault refuse=0.06 --fault wrong-password=0.04 --fault stop=0.04
run 1 run -i lab.toml --timeout 3s --retries 0 --format csv 'show version' >results
printf '(exit status 1; %s of 50 devices are in the CSV with what they answered)\n' "$(grep -c ',ok,' results)"
