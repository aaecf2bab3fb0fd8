#!/bin/sh
# Writes the variables to the properties they mean, formats the storage at the first start, hands over to the broker.
set -euf
config=/tmp/server.properties
env | grep '^KAFKA_' | grep -vE '^KAFKA_(OPTS|HEAP_OPTS|JMX_|LOG4J_)' | sed 's/^KAFKA_//' |
  while IFS= read -r line; do
    # As the official image has it: ___ is a dash, __ an underscore, _ a dot.
    name=$(printf %s "${line%%=*}" | tr '[:upper:]' '[:lower:]' | sed 's/___/-/g; s/__/%/g; s/_/./g; s/%/_/g')
    printf '%s=%s\n' "$name" "${line#*=}"
  done >"$config"
java='java -Xmx384m -Xss512k -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --sun-misc-unsafe-memory-access=allow -cp /opt/kafka/libs/*'
$java kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c "$config"
# shellcheck disable=SC2086 # the words of a command, and options that may be none
exec $java ${KAFKA_OPTS:-} kafka.Kafka "$config"
