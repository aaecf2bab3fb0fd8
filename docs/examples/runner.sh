#!/usr/bin/env bash
# A runner of forty lines: finds what is marked TODO. Needs bash, curl, git and jq, and the calls of runner-protocol.md.
# PADDOCK_URL=https://… PADDOCK_KEY=dk_live_… PADDOCK_RUNNER_ID=me [PADDOCK_RUNNER_TAGS=a,b] runner.sh [how many tasks]
set -euo pipefail
api=${PADDOCK_URL:?}/api/runners id=${PADDOCK_RUNNER_ID:?} dir=$(mktemp -d) beat=''

call() { # METHOD PATH [JSON]: the key goes where no list of processes shows it
    curl -fsS --retry 5 -X "$1" "$api/$2" -K <(echo "header = \"x-api-key: ${PADDOCK_KEY:?}\"") \
        -H "x-runner-id: $id" -H "x-runner-tags: ${PADDOCK_RUNNER_TAGS:-}" -H 'x-runner-max-concurrency: 1' \
        -H 'content-type: application/json' --data-binary "${3:-}"
}
heartbeat() { call POST "$id/heartbeat" "{\"status\": \"$1\", \"currentJobs\": $2}" >"$dir/heartbeat"; }
phase() { call POST "tasks/$1/status" "{\"status\": \"$2\"}" >"$dir/status"; }
leave() { kill ${beat:+"$beat"} 2>"$dir/ended" || true; call DELETE "$id" >"$dir/deregistered"; rm -rf "$dir"; }

findings() { # COMMIT: one object a changed file, read without checking anything out
    git -C "$dir/repo" diff-tree --root -r --no-commit-id --name-only --diff-filter=d -z "$1" |
        while IFS= read -r -d '' file; do
            { git -C "$dir/repo" grep -hnI TODO "$1" -- ":(literal)$file" || true; } | jq -nR --arg path "$file" '
                {$path, status: "reviewed", comments: [inputs | capture("^(?<line>[0-9]+):\\s*(?<text>.*)")
                    | {line: (.line | tonumber), severity: "info", type: "Todo", message: "Left to do: \(.text)"}]}'
        done | jq -s .
}
review() { # TASK COMMIT URL AUTH
    phase "$1" preparing; rm -rf "$dir/repo"; git init -q --bare "$dir/repo"
    phase "$1" cloning; git -C "$dir/repo" ${4:+-c "http.extraHeader=Authorization: $4"} fetch -q --depth 2 "$3" "$2"
    phase "$1" reviewing; findings "$2" >"$dir/files"
    call POST "tasks/$1/logs" "$(jq '{logs: (["\(length) files changed"] +
        [.[:199][] | "\(.path): \(.comments | length) left to do"])}' "$dir/files")" >"$dir/logged"
    phase "$1" submitting
}
call POST register >"$dir/registered"; trap leave EXIT; trap exit INT TERM
for ((left = ${1:-0}; ; )); do
    heartbeat online 0; call GET "tasks/pending?runnerId=$id" >"$dir/tasks"
    [[ $(jq '.data | length' "$dir/tasks") == 1 ]] || { sleep 2; continue; }
    while sleep 10; do heartbeat busy 1 || true; done >"$dir/beats" 2>&1 & beat=$! status=success SECONDS=0
    echo '[]' >"$dir/files"
    IFS=$'\t' read -r task commit url auth < <(jq -r '.data[0] | [.id, .commitSha, .repository.url, .repository.auth // ""] | @tsv' "$dir/tasks")
    review "$task" "$commit" "$url" "$auth" & wait "$!" || status=failed
    call POST "tasks/$task/result" "$(jq --arg id "$id" --arg status "$status" --argjson s "$SECONDS" '{runnerId: $id, $status,
        files: ., totalComments: ([.[].comments[]] | length), metrics: {totalMs: ($s * 1000)}}' "$dir/files")" >"$dir/result" || echo "the result of $task was not taken" >&2
    kill "$beat"; ((--left)) || break
done
