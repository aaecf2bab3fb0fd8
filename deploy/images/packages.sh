#!/bin/sh
# Installs the Debian packages that the container tests and the stand-in need: busybox-static, for the test reviewer's
# image, and debootstrap. Needs root where one is absent.
set -eu

say() { printf '%s\n' "packages: $*" >&2; }

absent=
[ -x /bin/busybox ] || absent="$absent busybox-static"
command -v debootstrap >/dev/null || absent="$absent debootstrap"
[ -n "$absent" ] || exit 0

[ "$(id -u)" = 0 ] || {
  say "only root can install$absent"
  exit 3
}
say "installing$absent"
apt-get update -qq >/dev/null
# shellcheck disable=SC2086 # one word a package
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $absent >/dev/null 2>&1 || {
  say "these Debian packages cannot be installed:$absent"
  exit 3
}
