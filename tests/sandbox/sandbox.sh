#!/bin/sh
# Runs one sshd, and routers behind it when there are some, so that nothing of them is left on the machine.
# Usage: unshare --mount --pid --fork --kill-child --mount-proc sandbox.sh FOLDER [routers]
#
# It is the first process of its own process and mount namespaces: what it mounts nobody else sees, and when it is
# killed, every server and router dies with it. It ends when its input does, so it does not outlive a test that was
# killed itself. FOLDER holds
#   sshd_config   the server's configuration
#   pam           what PAM is to do for sshd
#   passwd, shadow  the line of each that is the user whom tests log in as
set -eu
folder=$1
exec 3<&0
export PATH=$PATH:/usr/sbin:/sbin

mount -t tmpfs tmpfs /run     # sshd's empty folder, the routers' sockets, names of network namespaces
mount -t tmpfs tmpfs /var/log # sshd keeps a record of logins
mkdir -p /run/sshd
touch /run/utmp /var/log/lastlog

# The user exists for this server only.
for file in passwd shadow; do
  cat /etc/$file "$folder/$file" >"$folder/$file.all"
  mount --bind "$folder/$file.all" /etc/$file
done
mount --bind "$folder/pam" /etc/pam.d/sshd

if [ "${2:-}" = routers ]; then
  here=$(dirname "$0")
  . "$here/routers.sh"
  start_routers "$here/routers"
fi

/usr/sbin/sshd -D -e -f "$folder/sshd_config" &
server=$!
(cat <&3 >/dev/null; kill $server) &
wait $server
