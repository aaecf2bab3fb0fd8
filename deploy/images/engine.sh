#!/bin/sh
# Makes sure that a Docker engine answers: installs Debian's docker.io where there is none, and starts its daemon where
# none answers. For machines of one's own, such as CI's; needs root for all but the first look.
set -eu

say() { printf '%s\n' "engine: $*" >&2; }
die() { say "$*"; exit 3; }

answers() { docker version >/dev/null 2>&1; }

if command -v docker >/dev/null && answers; then
  say "a Docker engine answers"
  exit 0
fi
[ "$(id -u)" = 0 ] || die "no Docker engine answers, and only root can install or start one"

if ! command -v dockerd >/dev/null; then
  command -v apt-get >/dev/null || die "no dockerd, and no apt-get to install it with; install Docker by hand"
  say "installing docker.io"
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io iptables >/dev/null 2>&1 ||
    die "Debian's docker.io cannot be installed; try: apt-get install docker.io"
fi
answers && exit 0

log=${PADDOCK_ENGINE_LOG:-/var/log/paddock-dockerd.log}
say "starting dockerd, its log goes to $log"
nohup setsid dockerd >"$log" 2>&1 </dev/null &
tries=0
until answers; do
  tries=$((tries + 1))
  [ "$tries" -le 60 ] || die "dockerd does not answer after 60 s: $(tail -n 1 "$log")"
  sleep 1
done
say "a Docker engine answers"
