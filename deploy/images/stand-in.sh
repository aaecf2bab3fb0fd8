#!/bin/sh
# stand-in.sh TAG: makes a local image in place of a JRE base image that can be neither found nor pulled: Debian's
# smallest root file system, and a Java runtime linked from this machine's JDK.
set -eu

tag=${1:?usage: stand-in.sh TAG, such as eclipse-temurin:25-jre}

say() { printf '%s\n' "stand-in: $*" >&2; }
die() { say "$*"; exit 3; }

jdk=${JAVA_HOME:-}
[ -x "$jdk/bin/jlink" ] || die "JAVA_HOME must name a JDK 25, to link the Java runtime of $tag from"
[ "$(id -u)" = 0 ] || die "only root can make a root file system for $tag; pull it from a registry instead"
command -v debootstrap >/dev/null || die "debootstrap is not installed; try: apt-get install debootstrap"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

say "unpacking Debian's smallest system for $tag; this takes about a minute"
debootstrap --variant=minbase bookworm "$work/system" ${PADDOCK_DEBIAN_MIRROR:+"$PADDOCK_DEBIAN_MIRROR"} \
  >"$work/log" 2>&1 || die "debootstrap failed: $(tail -n 1 "$work/log")"
rm -rf "$work/system/var/cache/apt" "$work/system/var/lib/apt/lists" "$work/system/usr/share/doc" \
  "$work/system/usr/share/man" "$work/system/usr/share/locale"
chmod 1777 "$work/system/tmp"

say "linking a Java runtime"
"$jdk/bin/jlink" --output "$work/system/opt/java/openjdk" --strip-debug --no-header-files --no-man-pages \
  --generate-cds-archive --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.jfr,jdk.localedata,jdk.management,jdk.unsupported,jdk.zipfs \
  >"$work/log" 2>&1 || die "jlink failed: $(tail -n 1 "$work/log")"

say "importing $tag"
# dev.paddock.stand-in tells it from the real one.
tar -C "$work/system" -c . | docker import \
  --change 'ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8' \
  --change 'LABEL dev.paddock.stand-in=true' --change 'CMD ["/bin/sh"]' - "$tag" >/dev/null
