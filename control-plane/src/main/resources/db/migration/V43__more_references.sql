-- What else stood among a result's screenshotRefs: the server fills in the digests, and keeps the rest as it came.
alter table report_result add column more_references json;
