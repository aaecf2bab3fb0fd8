#!/bin/sh
# build.sh [reviewer|base|all]: makes the images that Paddock itself needs.
#   base      the base image of the others, pulled; a local stand-in where it cannot be
#   reviewer  paddock/reviewer:latest, the built-in reviewer, from reviewer/target/reviewer
# BASE names another base image than eclipse-temurin:25-jre.
set -eu

what=${1:-all}
base=${BASE:-eclipse-temurin:25-jre}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

say() { printf '%s\n' "images: $*" >&2; }
die() { say "$*"; exit 3; }

docker version >/dev/null 2>&1 ||
  die "no Docker engine answers; without one only the built-in reviewer runs, and it needs no image"

have() { docker image inspect "$1" >/dev/null 2>&1; }

base() {
  have "$base" && return
  say "pulling $base"
  # Where nothing can be pulled, an engine may take minutes to say so.
  timeout "${PADDOCK_PULL_SECONDS:-120}" docker pull -q "$base" >/dev/null 2>&1 && return
  say "$base cannot be pulled, so a local stand-in takes its place"
  "$here/stand-in.sh" "$base"
}

reviewer() {
  context=$root/reviewer/target/reviewer
  [ -f "$context/reviewer.jar" ] || die "the reviewer is not built; run ./mvnw -B -pl reviewer -am package -Dquick"
  base
  say "building paddock/reviewer:latest"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  docker build -q -f "$here/reviewer/Dockerfile" --build-arg "BASE=$base" -t paddock/reviewer:latest "$context" \
    >"$log" 2>&1 || die "the image was not built: $(tail -n 3 "$log")"
}

case $what in
base) base ;;
reviewer) reviewer ;;
all) reviewer ;;
*)
  say "usage: build.sh [reviewer|base|all]"
  exit 2
  ;;
esac
say "done"
