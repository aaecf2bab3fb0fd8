-- Runners whose records go when they are gone.

alter table runner add column ephemeral boolean not null default false;

-- No heartbeat touches it: its updates stay within the page.
create index runner_ephemeral on runner (id) where ephemeral;

-- What happened to a runner outlives its record.
alter table runner_event drop constraint runner_event_runner_id_fkey;
