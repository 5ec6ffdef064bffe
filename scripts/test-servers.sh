#!/usr/bin/env bash
# Makes sure that the servers which the whole-program tests use are on this machine: Debian's openssh-server, frr and
# docker-registry. As root on a machine with apt they are installed, without starting or enabling their services: the tests
# start their own, with their own configuration, and stop them. Elsewhere it says what is missing.
set -euo pipefail

say() { printf 'test-servers: %s\n' "$*" >&2; }

missing=()
[ -x /usr/sbin/sshd ] || missing+=(openssh-server)
[ -x /usr/lib/frr/zebra ] || missing+=(frr)
command -v docker-registry >/dev/null || missing+=(docker-registry)
command -v ip >/dev/null || [ -x /sbin/ip ] || missing+=(iproute2)

if [ "$(id -u)" != 0 ]; then
  say "the tests against real servers need root (they make namespaces); \
run them as root, or set NETHOST_TESTS_WITHOUT_SERVERS=1 to leave them out"
  exit 1
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  say "not installed: ${missing[*]}; install them, or set NETHOST_TESTS_WITHOUT_SERVERS=1 to leave those tests out"
  exit 1
fi

# Debian's packages start their services as they are installed, unless this file says otherwise.
policy=/usr/sbin/policy-rc.d
log=$(mktemp)
made=
trap 'rm -f "$log" $made' EXIT
if [ ! -e $policy ]; then
  made=$policy
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
fi
say "installing ${missing[*]} from Debian (a minute); their services are not started"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && apt-get install -qq -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || {
  cat "$log" >&2
  say "installing failed; install ${missing[*]} by hand, or set NETHOST_TESTS_WITHOUT_SERVERS=1"
  exit 1
}
if command -v systemctl >/dev/null; then
  for package in "${missing[@]}"; do
    case $package in
    openssh-server) systemctl disable -q ssh.service 2>/dev/null || true ;;
    frr) systemctl disable -q frr.service 2>/dev/null || true ;;
    docker-registry) systemctl disable -q docker-registry.service 2>/dev/null || true ;;
    esac
  done
fi
