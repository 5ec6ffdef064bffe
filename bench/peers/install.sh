#!/usr/bin/env bash
# Installs the peers of the benchmark: an environment of Python for each requirements-NAME.txt beside this file, as
# FOLDER/NAME, and, as root where there is apt, OpenSSH's client and sshpass. What cannot be installed is said, here and in
# FOLDER/NAME.failed, and the benchmark goes without it.
# Usage: bench/peers/install.sh FOLDER
set -euo pipefail

folder=$1
here=$(dirname "$0")
say() { printf 'peers: %s\n' "$*" >&2; }

mkdir -p "$folder"
for wanted in "$here"/requirements-*.txt; do
  name=$(basename "$wanted" .txt)
  name=${name#requirements-}
  place=$folder/$name
  cmp -s "$wanted" "$place/requirements.txt" && continue
  say "installing $name"
  rm -rf "$place" "$place.failed"
  if ! { python3 -m venv "$place" &&
    "$place/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"; } >"$place.log" 2>&1; then
    # The last line is the one that says why.
    tail -n 1 "$place.log" >"$place.failed"
    say "$name cannot be installed: $(cat "$place.failed")"
    rm -rf "$place"
    continue
  fi
  # Last, so that an environment that was broken off is made anew.
  cp "$wanted" "$place/requirements.txt"
done

missing=()
command -v ssh >/dev/null || missing+=(openssh-client)
command -v sshpass >/dev/null || missing+=(sshpass)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "not installed: ${missing[*]}; as root on Debian: apt-get install ${missing[*]}"
  exit 0
fi
say "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -qq -y --no-install-recommends "${missing[@]}"; } >"$folder/apt.log" 2>&1 ||
  say "${missing[*]} cannot be installed: $(tail -n 1 "$folder/apt.log")"
