#!/bin/sh
# up.sh [ARGUMENTS]: starts Paddock with Docker Compose and waits until it is healthy; the arguments go to
# `docker compose up`, such as --scale runner=5. The secrets are made at the first start, in deploy/compose/secrets.
set -eu
cd "$(dirname "$0")"

say() { printf '%s\n' "compose: $*" >&2; }
die() { say "$*"; exit 3; }

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

# dk_live_, 32 hexadecimal digits, and their CRC32, which stands at the end of what gzip writes.
key() {
  digits=$(random 16)
  check=$(printf %s "$digits" | gzip -c | tail -c 8 | od -An -N4 -tx1 | awk '{print $4 $3 $2 $1}')
  printf 'dk_live_%s%s' "$digits" "$check"
}

# Makes the secret $1 with the command that follows, unless it is there.
secret() {
  file=$secrets/$1
  shift
  [ -s "$file" ] || "$@" >"$file"
}

[ "$(id -u)" = 0 ] ||
  die "only root can give the secrets to the containers' user, so that nobody else of this host reads them; run it as root"
secrets=${PADDOCK_SECRETS:-$PWD/secrets}
case $secrets:${PADDOCK_WORK:-/} in
/*:/*) ;;
*) die "PADDOCK_SECRETS and PADDOCK_WORK name folders by their whole paths" ;;
esac
umask 077
mkdir -p "$secrets"
secret secret-key random 32
secret admin-password random 12
secret admin-key key
secret runner-key key
secret db-password random 16
secret s3-id random 8
secret s3-secret random 20
# The containers' user reads them, and root.
chown -R 65532:65532 "$secrets"
chmod 700 "$secrets"
chmod 400 "$secrets"/*

work=${PADDOCK_WORK:-/var/lib/paddock/work}
if ! mkdir -p "$work" || ! chown 65532:65532 "$work"; then
  die "$work cannot be made; name another folder in PADDOCK_WORK"
fi

COMPOSE_PROJECT_NAME=${COMPOSE_PROJECT_NAME:-paddock}
PADDOCK_SECRETS=$secrets
PADDOCK_DB_PASSWORD=$(cat "$secrets/db-password")
PADDOCK_S3_ID=$(cat "$secrets/s3-id")
PADDOCK_S3_SECRET=$(cat "$secrets/s3-secret")
# The first three numbers of the network's addresses; compose.yaml has the proxy's.
PADDOCK_NETWORK=${PADDOCK_NETWORK:-172.31.253}
PADDOCK_TRUSTED_PROXIES=$PADDOCK_NETWORK.250${PADDOCK_TRUSTED_PROXIES:+,$PADDOCK_TRUSTED_PROXIES}
PADDOCK_DOCKER_GROUP=$(stat -c %g /var/run/docker.sock 2>/dev/null || echo 0)
export COMPOSE_PROJECT_NAME PADDOCK_SECRETS PADDOCK_DB_PASSWORD PADDOCK_S3_ID PADDOCK_S3_SECRET PADDOCK_NETWORK \
  PADDOCK_TRUSTED_PROXIES PADDOCK_DOCKER_GROUP

# The plugin, or the same as a program; version 1 cannot wait.
if docker compose version >/dev/null 2>&1; then
  docker compose up -d --wait "$@"
elif docker-compose version --short 2>/dev/null | grep -q '^v\{0,1\}[2-9]'; then
  docker-compose up -d --wait "$@"
else
  die "there is no Docker Compose of version 2 or later; install the plugin docker-compose-plugin"
fi
say "Paddock serves http://localhost:${PADDOCK_PORT:-8080}; the administrator's password and key are in $secrets"
