while true; do
  RES=$(curl -s "https://api.doksi.ai/external/integration/cicd/runs/$RUN_ID" \
    -H "Authorization: Bearer $DOKSI_API_KEY")
  STATUS=$(echo "$RES" | jq -r '.status')
  echo "Status: $STATUS"
  case "$STATUS" in
    passed) exit 0 ;;
    failed) exit 1 ;;
  esac
  sleep 10
done
