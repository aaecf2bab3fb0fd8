curl -X GET https://your-domain.com/api/runners \
  -H "Authorization: Bearer <api-key>"
