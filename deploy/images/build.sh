#!/bin/sh
# build.sh [--push PREFIX] [NAME…]: makes Paddock's images, all of them without a NAME.
#   control-plane   paddock/control-plane: serves the API
#   reports         paddock/control-plane-reports: the same with Node.js, makes reports of test results, too
#   runner-agent    paddock/runner-agent
#   reviewer        paddock/reviewer, the built-in reviewer
#   base            the image that they are built on, pulled; a local stand-in where it cannot be
#   services        what deploy/compose needs beside them, in the same way
#   all             control-plane, reports, runner-agent, reviewer
# --push PREFIX tags them PREFIX/control-plane and so on, and pushes them; not those that are built on a stand-in, unless
# STAND_INS=push.
# BASE and NODE name other images than eclipse-temurin:25-jre and node:22-bookworm-slim, TAG another tag than latest.
set -eu

base=${BASE:-eclipse-temurin:25-jre}
node=${NODE:-node:22-bookworm-slim}
tag=${TAG:-latest}
stand_ins=${STAND_INS:-}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

say() { printf '%s\n' "images: $*" >&2; }
die() { say "$*"; exit 3; }

have() { docker image inspect "$1" >/dev/null 2>&1; }

is_stand_in() {
  [ "$(docker image inspect -f '{{index .Config.Labels "dev.paddock.stand-in"}}' "$1" 2>/dev/null)" = true ]
}

# Makes sure that $1 is there.
need() {
  if ! have "$1"; then
    say "pulling $1"
    # Where nothing can be pulled, an engine may take minutes to say so.
    timeout "${PADDOCK_PULL_SECONDS:-120}" docker pull -q "$1" >/dev/null 2>&1 || make_stand_in "$1"
  fi
  ! is_stand_in "$1" || warn_of_stand_in "$1"
}

# An image that is there is never pulled again: whoever has a stand-in keeps it until he says otherwise.
make_stand_in() {
  [ -z "$prefix" ] || [ "$stand_ins" = push ] || die "$1 cannot be pulled, and what others get is built on no stand-in"
  say "$1 cannot be pulled, so a local stand-in takes its place"
  BASE=$base "$here/stand-in.sh" "$1"
}

warn_of_stand_in() {
  if [ -z "$prefix" ] || [ "$stand_ins" = push ]; then
    say "$1 is a local stand-in, for trying and for tests; \`docker pull $1\` puts the real one in its place"
  else
    die "$1 is a local stand-in, and what is built on it is not for others; \`docker pull $1\`, or set STAND_INS=push"
  fi
}

# Builds the image $1 with the Dockerfile in the folder $2 and the context $3; the rest is for docker build.
build() {
  image=$1
  dockerfile=$here/$2/Dockerfile
  context=$3
  shift 3
  say "building $image:$tag"
  docker build -q -f "$dockerfile" --build-arg "BASE=$base" --build-arg "VERSION=$version" \
    --build-arg "REVISION=$revision" -t "$image:$tag" "$@" "$context" >"$log" 2>&1 ||
    die "the image was not built: $(tail -n 3 "$log")"
  built="$built $image"
}

# Puts what the Dockerfile in the folder $1 needs beside the program into the context $2, which has $3.
prepare() {
  [ -f "$2/$3" ] || die "$2/$3 is not built; run ./mvnw -B -Dquick package -DskipTests"
  cp "$root/$1/target/sbom.json" "$2/"
  [ ! -f "$here/$1/java.args" ] || cp "$here/$1/java.args" "$2/"
}

control_plane() {
  need "$base"
  prepare control-plane "$root/control-plane/target/quarkus-app" quarkus-run.jar
  build paddock/control-plane control-plane "$root/control-plane/target/quarkus-app" --target control-plane
}

reports() {
  need "$node"
  control_plane
  build paddock/control-plane-reports control-plane "$root/control-plane/target/quarkus-app" --target reports \
    --build-arg "NODE=$node"
}

runner_agent() {
  need "$base"
  prepare runner-agent "$root/runner-agent/target/quarkus-app" quarkus-run.jar
  build paddock/runner-agent runner-agent "$root/runner-agent/target/quarkus-app"
}

reviewer() {
  need "$base"
  prepare reviewer "$root/reviewer/target/reviewer" reviewer.jar
  build paddock/reviewer reviewer "$root/reviewer/target/reviewer"
}

services() {
  need "$base"
  # The services of deploy/compose/compose.yaml that are not Paddock's own.
  sed -n 's/^ *image: *\([^$ ]*\).*/\1/p' "$root/deploy/compose/compose.yaml" | grep -v '^paddock/' | sort -u |
    while IFS= read -r image; do need "$image"; done
}

push() {
  for image in $built; do
    name=$prefix/${image#paddock/}:$tag
    say "pushing $name"
    docker tag "$image:$tag" "$name"
    docker push -q "$name" >"$log" 2>&1 || die "$name was not pushed: $(tail -n 1 "$log")"
  done
}

prefix=
if [ "${1:-}" = --push ]; then
  prefix=${2:?usage: build.sh --push PREFIX [NAME…], such as registry.example.com/paddock}
  shift 2
fi
[ $# -gt 0 ] || set -- all

docker version >/dev/null 2>&1 ||
  die "no Docker engine answers; without one only the built-in reviewer runs, and it needs no image"
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$root/pom.xml")
revision=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
built=
log=$(mktemp)
trap 'rm -f "$log"' EXIT

for what; do
  case $what in
  base) need "$base" ;;
  control-plane) control_plane ;;
  reports) reports ;;
  runner-agent) runner_agent ;;
  reviewer) reviewer ;;
  services) services ;;
  all)
    reports
    runner_agent
    reviewer
    ;;
  *)
    say "usage: build.sh [--push PREFIX] [control-plane|reports|runner-agent|reviewer|base|services|all]…"
    exit 2
    ;;
  esac
done
[ -z "$prefix" ] || push
say "done"
