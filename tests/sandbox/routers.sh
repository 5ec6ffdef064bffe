# Part of sandbox.sh: two FRRouting routers, r1 and r2, each in a network namespace of its own, joined by one link.

daemons=/usr/lib/frr
# Seconds until both must know the other's networks. It takes about three.
patience=60

start_routers() { # FOLDER
  mkdir -p /run/netns /run/frr
  mount -t tmpfs tmpfs /etc/frr # vtysh looks for its own configuration there
  chmod 755 /etc/frr
  ip netns add r1
  ip netns add r2
  ip link add eth0 netns r1 type veth peer name eth0 netns r2
  for router in r1 r2; do
    ip -n $router link set lo up
    ip -n $router link set eth0 up
    start_router $router
  done
  # Configured when the daemons of both listen: they meet as routers do after a reboot.
  for router in r1 r2; do
    vtysh -N $router -f "$1/$router.conf" >&2
  done
  wait_for_route r1 203.0.113.128/25
  wait_for_route r1 192.0.2.2
  wait_for_route r2 203.0.113.0/25
  wait_for_route r2 192.0.2.1
}

start_router() { # NAME
  mkdir -p "/run/frr/$1" "/etc/frr/$1"
  chown frr:frrvty /run/frr "/run/frr/$1"
  printf 'service integrated-vtysh-config\nhostname %s\n' "$1" >"/etc/frr/$1/vtysh.conf"
  for daemon in mgmtd zebra staticd ospfd bgpd; do
    [ -x $daemons/$daemon ] || continue # mgmtd came with FRRouting 9
    ip netns exec "$1" $daemons/$daemon --daemon --pathspace "$1" --vty_port 0 \
      --config_file /dev/null --log stdout >&2
  done
}

wait_for_route() { # ROUTER DESTINATION
  tries=$((patience * 10))
  while [ -z "$(ip -n "$1" route show "$2")" ]; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { echo "sandbox: $1 did not learn a route to $2 within $patience s" >&2; exit 1; }
    sleep 0.1
  done
}
