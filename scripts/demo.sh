#!/usr/bin/env bash
# A tour on a simulated fleet: serves a lab on this machine, runs commands on it, stops it.
# Usage: scripts/demo.sh PATH-TO-NETHOST
set -euo pipefail

nethost=$1
drivers=$(cd "$(dirname "$0")/../plugins/dist" && pwd)
work=$(mktemp -d)
lab=
stop_lab() { [ -z "$lab" ] || { kill "$lab" 2>/dev/null && wait "$lab" || true; lab=; }; }
trap 'stop_lab; rm -rf "$work"' EXIT

title() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { printf '$ nethost %s\n' "$*"; }

# Serves a lab and returns when all its devices listen.
start_lab() {
  stop_lab
  rm -f "$work/said"
  mkfifo "$work/said"
  show lab serve --write-inventory lab.toml "$@" '&'
  "$nethost" lab serve --write-inventory lab.toml "$@" 2>"$work/said" &
  lab=$!
  exec 3<"$work/said"
  local line
  while read -r line <&3; do
    printf '%s\n' "$line"
    case $line in *ready*) return 0 ;; esac
  done
  echo 'the lab did not start' >&2
  exit 1
}

# Runs nethost and goes on whatever its exit status is, which is shown when it is not 0.
run() {
  local status=0
  show "$@"
  "$nethost" "$@" || status=$?
  [ $status = 0 ] || printf '(exit status %s)\n' $status
}

nethost=$(realpath "$nethost")
cd "$work"

title 'Fifty simulated devices, each of which takes 200 ms for a command'
start_lab --devices 50 --latency 200ms

title 'Two commands on six of them, parsed by a driver'
run run --plugin "$drivers/cisco_ios.wasm" -i lab.toml --hosts 'lab-000[1-6]' 'show version' 'show ip interface brief'

title 'Facts, in the same form for every vendor'
run facts -i lab.toml --hosts 'lab-001*'

title 'For a program: one line of JSON for each command on each device'
run run -i lab.toml --format ndjson --progress never 'show version' >"$work/result.ndjson"
grep -c '"status":"ok"' "$work/result.ndjson" | sed 's/$/ lines with "status":"ok"; the first:/'
grep -m1 '"status"' "$work/result.ndjson" | cut -c -220 | sed 's/$/ …/'

title 'A fleet on a bad day: what failed, why, and what to do about it'
start_lab --devices 50 --latency 200ms --fault refuse=0.06 --fault wrong-password=0.04 --fault stop=0.04
run run -i lab.toml --timeout 3s --retries 0 --format csv --output "$work/results" 'show version' >"$work/result.csv"
