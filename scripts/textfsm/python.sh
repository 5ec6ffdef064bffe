#!/usr/bin/env bash
# Python with the reference implementation and its templates, in an environment of its own. Prints its interpreter.
# Usage: scripts/textfsm/python.sh FOLDER
set -euo pipefail

folder=$1
wanted='textfsm==2.1.0 ntc-templates==9.3.0'
if [ "$(cat "$folder/made-with" 2>/dev/null)" != "$wanted" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2 || {
    echo 'python3 cannot make an environment; on Debian: apt-get install python3-venv' >&2
    exit 1
  }
  # shellcheck disable=SC2086 # two requirements
  "$folder/bin/pip" install --quiet --disable-pip-version-check $wanted >&2
  printf '%s\n' "$wanted" >"$folder/made-with"
fi
printf '%s\n' "$folder/bin/python"
