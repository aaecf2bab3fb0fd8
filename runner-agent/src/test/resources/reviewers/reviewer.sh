# A reviewer that behaves as its task file says; runs under any POSIX shell.
PATH=/usr/bin:/bin
export PATH
case "$(cat "$PADDOCK_TASK")" in
hello)
  echo "to stdout"
  echo "to stderr" >&2
  ;;
quiet) ;;
exit7) exit 7 ;;
odd-lines)
  head -c 40000 /dev/zero | tr '\0' 'x'
  echo
  printf 'a\0b\377c\r\n'
  printf 'no end'
  ;;
read)
  cat "$PADDOCK_WORKSPACE/a file.txt"
  pwd
  ;;
read-and-report)
  cat "$PADDOCK_WORKSPACE/a file.txt"
  : >"$PADDOCK_OUT/done"
  ;;
env) env | sort ;;
hang) sleep 600 ;;
stubborn)
  trap '' TERM
  echo ready
  while :; do sleep 1; done
  ;;
flood) yes "$(head -c 199 /dev/zero | tr '\0' 'y')" | head -c 1073741824 ;;
flood-then-file)
  yes "$(head -c 199 /dev/zero | tr '\0' 'y')" | head -c 67108864
  : >"$PADDOCK_OUT/done"
  ;;
memory)
  dd if=/dev/zero of=/dev/null bs=512M count=1
  ;;
much)
  i=0
  while [ $i -lt 600 ]; do
    head -c 1048576 /dev/zero >"$PADDOCK_OUT/$i"
    i=$((i + 1))
  done
  ;;
many)
  i=0
  while [ $i -lt 1100 ]; do
    : >"$PADDOCK_OUT/$i"
    i=$((i + 1))
  done
  ;;
big) head -c 20971520 /dev/zero >"$PADDOCK_OUT/big" ;;
closed)
  mkdir -p "$PADDOCK_OUT/closed/inner"
  : >"$PADDOCK_OUT/closed/inner/file"
  chmod 000 "$PADDOCK_OUT/closed/inner" "$PADDOCK_OUT/closed"
  ;;
deep)
  name=$(head -c 200 /dev/zero | tr '\0' 'd')
  cd "$PADDOCK_OUT" || exit 1
  i=0
  while [ $i -lt 40 ]; do
    mkdir "$name" && cd "$name" || exit 1
    i=$((i + 1))
  done
  ;;
sarif)
  cat >"$PADDOCK_OUT/shell.sarif" <<'SARIF'
{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "shell"}}, "results": [
 {"ruleId": "no-todo", "level": "error", "message": {"text": "a finding"}, "locations": [
  {"physicalLocation": {"artifactLocation": {"uri": "a%20file.txt"}, "region": {"startLine": 2}}}]},
 {"ruleId": "outside", "level": "error", "message": {"text": "elsewhere"}, "locations": [
  {"physicalLocation": {"artifactLocation": {"uri": "file:///etc/passwd"}, "region": {"startLine": 1}}}]}]}]}
SARIF
  ;;
broken-sarif) echo '{"version": "2.1.0", "runs": [' >"$PADDOCK_OUT/shell.sarif" ;;
escape)
  echo x 2>/dev/null >/escaped && echo "wrote to root"
  echo x 2>/dev/null >"$PADDOCK_WORKSPACE/escaped" && echo "wrote to workspace"
  echo x 2>/dev/null >"$PADDOCK_TASK" && echo "wrote to task"
  [ -e /var/run/docker.sock ] && echo "sees docker"
  echo x >/tmp/fine && echo "wrote to tmp"
  id -u
  grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/self/status
  ;;
network)
  ls /sys/class/net
  wget -T 3 -q -O - http://1.1.1.1/ 2>&1 || echo "no network"
  ;;
forks)
  i=0
  while [ $i -lt 500 ]; do
    sleep 60 &
    i=$((i + 1))
  done
  ;;
volume)
  echo x >/data/file && echo "wrote to volume"
  head -c 8388608 /dev/zero >/data/more
  mount | grep ' /data '
  ;;
*)
  echo "no such behaviour" >&2
  exit 99
  ;;
esac
