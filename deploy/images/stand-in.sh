#!/bin/sh
# stand-in.sh IMAGE: makes a local image in place of one that can be neither found nor pulled, from Debian's packages,
# this machine's JDK and Node.js, and what Maven has fetched. For trying Paddock and for its tests, not for production.
set -eu

image=${1:?usage: stand-in.sh IMAGE, such as eclipse-temurin:25-jre}
base=${BASE:-eclipse-temurin:25-jre}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

say() { printf '%s\n' "stand-in: $*" >&2; }
die() { say "$*"; exit 3; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Debian's smallest root file system with a Java runtime that is linked from this machine's JDK.
java_runtime() {
  jdk=${JAVA_HOME:-}
  [ -x "$jdk/bin/jlink" ] || die "JAVA_HOME must name a JDK 25, to link the Java runtime of $image from"
  [ "$(id -u)" = 0 ] || die "only root can make a root file system for $image; pull it from a registry instead"
  command -v debootstrap >/dev/null || die "debootstrap is not installed; try: apt-get install debootstrap"

  say "unpacking Debian's smallest system for $image; this takes about a minute"
  debootstrap --variant=minbase bookworm "$work/system" ${PADDOCK_DEBIAN_MIRROR:+"$PADDOCK_DEBIAN_MIRROR"} \
    >"$work/log" 2>&1 || die "debootstrap failed: $(tail -n 1 "$work/log")"
  rm -rf "$work/system/var/cache/apt" "$work/system/var/lib/apt/lists" "$work/system/usr/share/doc" \
    "$work/system/usr/share/man" "$work/system/usr/share/locale"
  chmod 1777 "$work/system/tmp"

  say "linking a Java runtime"
  "$jdk/bin/jlink" --output "$work/system/opt/java/openjdk" --strip-debug --no-header-files --no-man-pages \
    --generate-cds-archive --add-modules java.se,jdk.charsets,jdk.crypto.ec,jdk.jfr,jdk.localedata,jdk.management,jdk.unsupported,jdk.zipfs \
    >"$work/log" 2>&1 || die "jlink failed: $(tail -n 1 "$work/log")"

  say "importing $image"
  # dev.paddock.stand-in tells it from the real one.
  tar -C "$work/system" -c . | docker import \
    --change 'ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8' \
    --change 'LABEL dev.paddock.stand-in=true' --change 'CMD ["/bin/sh"]' - "$image" >/dev/null
}

# This machine's Node.js and npm, where the official image has them.
node_js() {
  program=$(command -v node) || die "there is no Node.js to make $image from; try: apt-get install nodejs npm"
  npm=$(readlink -f "$(command -v npm)") || die "there is no npm to make $image from; try: apt-get install npm"
  mkdir -p "$work/system/usr/local/bin" "$work/system/usr/local/lib/node_modules"
  cp -L "$program" "$work/system/usr/local/bin/node"
  cp -R "${npm%/bin/*}" "$work/system/usr/local/lib/node_modules/npm"
  tar -C "$work/system" -c . | docker import --change 'LABEL dev.paddock.stand-in=true' - "$image" >/dev/null
}

# Builds the folder stand-ins/$1, with what has been put into the context.
service() {
  cp -R "$here/stand-ins/$1/." "$work/system/"
  docker build -q --build-arg "BASE=$base" --label dev.paddock.stand-in=true -t "$image" "$work/system" \
    >"$work/log" 2>&1 || die "$image was not built: $(tail -n 3 "$work/log")"
}

# Puts the jars of the folder $1 that match $2 into the context's lib.
jars() {
  [ -d "$1" ] || die "$1 is not there; run ./mvnw -B -Dquick package"
  mkdir -p "$work/system/lib"
  find "$1" -maxdepth 1 -name "$2" -exec cp {} "$work/system/lib/" \;
}

mkdir -p "$work/system"
case $image in
eclipse-temurin:*) java_runtime ;;
node:*) node_js ;;
postgres:*)
  # A jar holds the compressed files of one kind of machine.
  case $(uname -m) in
  aarch64) kind=arm64v8 ;;
  *) kind=amd64 ;;
  esac
  unpack=${JAVA_HOME:+$JAVA_HOME/bin/}jar
  command -v "$unpack" >/dev/null || die "JAVA_HOME must name a JDK 25, to unpack $image with"
  jars "$root/deploy/standalone/target/standalone/lib" "embedded-postgres-binaries-linux-$kind-[0-9]*.jar"
  (cd "$work/system/lib" && "$unpack" xf ./*.jar)
  mkdir "$work/system/postgres"
  tar -C "$work/system/postgres" -xJf "$work"/system/lib/*.txz
  rm -rf "$work/system/lib"
  service postgres
  ;;
apache/kafka:*)
  jars "$root/deploy/standalone/target/standalone/lib" '*.jar'
  rm -f "$work"/system/lib/embedded-postgres-binaries-*.jar
  service kafka
  ;;
andrewgaul/s3proxy:*)
  jars "$root/s3-server/target/lib" '*.jar'
  service s3proxy
  ;;
haproxy:*) service haproxy ;;
*) die "$image cannot be pulled, and there is no stand-in for it" ;;
esac
