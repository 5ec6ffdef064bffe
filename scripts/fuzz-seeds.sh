#!/usr/bin/env bash
# Makes seeds for the fuzzers of the scripted conversations in host/src/session/testdata: what the device says in each,
# with a NUL where it waits for the session. Fuzzing starts from there instead of from nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

for fuzzer in terminal prompts telnet; do
  mkdir -p "fuzz/seeds/$fuzzer"
done
for script in host/src/session/testdata/*.txt; do
  name=$(basename "$script" .txt)
  # `< TEXT` is said, anything else ends an answer. %b knows the escapes of these files.
  said=$(awk '/^< / { sub(/^< /, ""); sub(/ \* [0-9]+$/, ""); gsub(/\\e/, "\\x1b"); printf "%s", $0; next } !/^#/ { printf "\\x00" }' "$script")
  printf '\x50\x07\x00%b' "$said" > "fuzz/seeds/terminal/$name"
  printf '\x08\x07%b' "$said" > "fuzz/seeds/prompts/$name"
  printf '\x07\xff\xfb\x01\xff\xfd\x1f%b\xff\xfa\x18\x01\xff\xf0' "$said" > "fuzz/seeds/telnet/$name"
done
