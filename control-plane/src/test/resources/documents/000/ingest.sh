curl -u "$CID:$CSEC" -X POST http://localhost:4317/api/v1/runs \
  -H 'content-type: application/json' \
  -d '{"report": '"$(cat .dungbeetle/ci-report.json)"', "branch":"main","commit":"'"$GIT_SHA"'"}'
