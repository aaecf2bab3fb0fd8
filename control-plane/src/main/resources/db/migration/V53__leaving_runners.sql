-- Whether the runner said with its newest heartbeat that it stops, and takes nothing more. It stands in no index, as all
-- that a heartbeat changes.
alter table runner add column leaving boolean not null default false;
