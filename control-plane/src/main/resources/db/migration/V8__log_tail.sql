-- Logs are read from a place on, over all attempts; one index finds it, and there is no other to keep.

alter table log_batch add column last_seq bigint;
update log_batch set last_seq = first_seq + jsonb_array_length(lines) - 1;
alter table log_batch alter column last_seq set not null;
alter table log_batch drop constraint log_batch_pkey;
drop index log_batch_by_run;
-- A task's row is locked while its log grows, so the reference needs no look of its own.
alter table log_batch drop column task_id;
alter table log_batch add primary key (run_id, attempt, last_seq);
-- Nothing looks into the lines here: they are written and read as they are.
alter table log_batch alter column lines type text using lines::text;

-- Which secrets the newest line may have begun; names and numbers only.
alter table task add column log_mask text;
