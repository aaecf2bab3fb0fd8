#!/usr/bin/env bash
# start-times.sh [STARTS]: how long the images take from `docker run` until they are of use, each STARTS times (5).
#   control-plane   until its readiness probe says 200; first on an empty ledger and a Kafka without topics, anew each time
#   runner-agent    until the control plane has taken it, with the engine's socket, as in deploy/compose
# With PostgreSQL and Kafka of its own, in containers that are removed again. Wants the images (`./paddock images all
# services`) and the machine for itself. Prints milliseconds.
set -euo pipefail

starts=${1:-5}
tag=${TAG:-latest}
name=paddock-start-$$
work=$(mktemp -d)
trap 'docker rm -fv $name-{agent,server,kafka,postgres} >/dev/null 2>&1 || :
      docker network rm $name >/dev/null 2>&1 || :
      rm -rf "$work"' EXIT

say() { printf '%s\n' "start-times: $*" >&2; }
die() { say "$*"; exit 3; }
now() { date +%s%3N; }
until_port() { docker exec "$1" bash -c "until (exec 3<>/dev/tcp/127.0.0.1/$2) 2>/dev/null; do sleep 0.2; done"; }

# The middle one of the numbers.
median() { printf '%s\n' "$@" | sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

# A PostgreSQL and a Kafka that hold nothing.
services() {
  docker rm -fv "$name"-{server,kafka,postgres} >/dev/null 2>&1 || :
  docker run -d --name "$name-postgres" --network "$name" --network-alias postgres -e POSTGRES_USER=paddock \
    -e POSTGRES_DB=paddock -e POSTGRES_PASSWORD=paddock postgres:18 >/dev/null
  docker run -d --name "$name-kafka" --network "$name" --network-alias kafka -e KAFKA_NODE_ID=1 \
    -e KAFKA_PROCESS_ROLES=broker,controller -e KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093 \
    -e KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka:9092 -e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER \
    -e KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT \
    -e KAFKA_CONTROLLER_QUORUM_VOTERS=1@kafka:9093 -e KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 \
    -e KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1 -e KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1 \
    -e KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0 apache/kafka:4.2.1 >/dev/null
  until_port "$name-postgres" 5432
  until_port "$name-kafka" 9092
}

# Keys of this measurement alone: dk_live_, 32 digits, and their CRC32.
secrets() {
  printf 'dk_live_00000000000000000000000000000000a0f292d0' >"$work/runner-key"
  printf 'not-a-secret-but-long-enough-to-be-one-for-a-start' >"$work/secret-key"
  mkdir "$work/tasks"
  chmod -R a+rX "$work"
  chmod 1777 "$work/tasks"
}

is_ready() {
  local line
  { exec 3<>"/dev/tcp/$1/9000" && printf 'GET /q/health/ready HTTP/1.0\r\n\r\n' >&3 && read -r line <&3; } 2>/dev/null &&
    [[ $line == *' 200 '* ]]
}

# One start of the control plane; prints how long it took.
server() {
  docker rm -fv "$name-server" >/dev/null 2>&1 || :
  local begun address
  begun=$(now)
  docker run -d --name "$name-server" --network "$name" --network-alias server --memory 1g --read-only --tmpfs /tmp \
    --cap-drop ALL --security-opt no-new-privileges:true -v "$work:/run/secrets:ro" \
    -e PADDOCK_DB_URL=jdbc:postgresql://postgres:5432/paddock -e PADDOCK_DB_USER=paddock \
    -e PADDOCK_DB_PASSWORD=paddock -e PADDOCK_KAFKA=kafka:9092 -e PADDOCK_BLOBS=/tmp \
    -e PADDOCK_SECRET_KEY_FILE=/run/secrets/secret-key -e PADDOCK_ADMIN_PASSWORD_FILE=/run/secrets/secret-key \
    -e PADDOCK_RUNNER_KEY_FILE=/run/secrets/runner-key "paddock/control-plane:$tag" >/dev/null
  address=$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$name-server")
  until is_ready "$address"; do
    [ $(($(now) - begun)) -lt 60000 ] || die "no control plane within a minute: $(docker logs "$name-server" 2>&1 | tail -n 3)"
    sleep 0.02
  done
  echo $(($(now) - begun))
}

# One start of the agent; prints how long it took, by the engine's time of the line that says it.
agent() {
  docker rm -fv "$name-agent" >/dev/null 2>&1 || :
  local begun line
  begun=$(now)
  docker run -d --name "$name-agent" --network "$name" --memory 1g --read-only --tmpfs /tmp:mode=1777 --cap-drop ALL \
    --security-opt no-new-privileges:true --group-add "$(stat -c %g /var/run/docker.sock)" \
    -v /var/run/docker.sock:/var/run/docker.sock -v "$work/runner-key:/run/secrets/runner-key:ro" \
    -v "$work/tasks:$work/tasks" -e PADDOCK_URL=http://server:8080 -e PADDOCK_KEY_FILE=/run/secrets/runner-key \
    -e PADDOCK_RUNNER_CONTAINERS=docker -e PADDOCK_RUNNER_WORKDIR="$work/tasks" -e PADDOCK_RUNNER_EPHEMERAL=true \
    "paddock/runner-agent:$tag" >/dev/null
  line=$(grep -m 1 'registered as' < <(timeout 60 docker logs -f --timestamps "$name-agent" 2>&1)) ||
    die "no runner within a minute: $(docker logs "$name-agent" 2>&1 | tail -n 3)"
  echo $(($(date -d "${line%% *}" +%s%3N) - begun))
}

# What is started, and what it is called.
measure() {
  local times=() one
  for ((i = 0; i < starts; i++)); do
    one=$($1)
    times+=("$one")
  done
  echo "$2: ${times[*]}, median $(median "${times[@]}")"
}

empty() {
  services
  server
}

for image in control-plane runner-agent; do
  docker image inspect "paddock/$image:$tag" >/dev/null 2>&1 || die "there is no image paddock/$image:$tag; run ./paddock images"
done
secrets
docker network create "$name" >/dev/null
measure empty "control-plane, empty ledger"
measure server control-plane
measure agent runner-agent
echo "conditions: $(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg)"
