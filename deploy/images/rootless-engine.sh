#!/bin/sh
# rootless-engine.sh: starts a Docker engine of an ordinary user, `paddock-engine`, beside the machine's own, and prints
# the address of its socket. For tests: it has no network, and no limits where there are no cgroups of version 2. Needs
# root, on a machine of one's own.
set -eu

user=paddock-engine
folder=/var/lib/$user
socket=$folder/run/docker.sock

say() { printf '%s\n' "rootless-engine: $*" >&2; }
die() { say "$*"; exit 3; }

answers() { docker -H "unix://$socket" version >/dev/null 2>&1; }

if ! answers; then
  [ "$(id -u)" = 0 ] || die "only root can start one"
  absent=
  for package in rootlesskit uidmap docker.io; do
    dpkg-query -W -f '${Status}' $package 2>/dev/null | grep -q 'ok installed' || absent="$absent $package"
  done
  if [ -n "$absent" ]; then
    say "installing$absent"
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $absent >/dev/null 2>&1 ||
      die "these Debian packages cannot be installed:$absent"
  fi
  id $user >/dev/null 2>&1 || useradd --system --home-dir $folder --shell /bin/sh $user
  grep -q "^$user:" /etc/subuid || usermod --add-subuids 300000-365535 --add-subgids 300000-365535 $user
  mkdir -p $folder/run
  chown -R $user: $folder
  # As the kubelet makes an emptyDir for a pod with fsGroup: it is root's, and the engine may write to it. In it stands the
  # engine's own folder, as in deploy/kubernetes.
  install -d -o root -g $user -m 2777 $folder/images
  script=$(find /usr/share/docker.io /usr/bin -name dockerd-rootless.sh 2>/dev/null | head -n 1)
  [ -n "$script" ] || die "Debian's docker.io has no dockerd-rootless.sh here"
  nohup setsid su -s /bin/sh $user -c "XDG_RUNTIME_DIR=$folder/run HOME=$folder PATH=/usr/sbin:/sbin:/usr/bin:/bin \
    DOCKERD_ROOTLESS_ROOTLESSKIT_NET=host DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=none exec $script \
    --host=unix://$socket --data-root $folder/images/docker --storage-driver vfs --iptables=false --bridge=none" \
    >$folder/log 2>&1 </dev/null &
  tries=0
  until answers; do
    tries=$((tries + 1))
    [ "$tries" -le 60 ] || die "it does not answer after 60 s: $(tail -n 1 $folder/log)"
    sleep 1
  done
fi
echo "unix://$socket"
