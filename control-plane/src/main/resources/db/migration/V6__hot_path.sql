-- What changes with every phase and every sign of life must stand in no index, nor in an index's condition: then such
-- an update touches one row and nothing else.

drop index task_one_open_a_run;
drop index task_ready;
drop index task_unannounced;
drop index task_held;
drop index task_live;
drop index run_queued;

create unique index task_one_open_a_run on task (run_id) where finished_at is null;
-- Claims go lane by lane, each by priority, place and age.
create index task_ready on task (lane, priority desc, place, id)
    where hold_reason is null and claimed_at is null and finished_at is null;
create index task_held on task (held_until) where hold_reason is not null;
create index task_live on task (runner_id) where claimed_at is not null and finished_at is null;

alter table task set (fillfactor = 80);
alter table run set (fillfactor = 80);

-- Tasks that became ready and are not on their topic yet. Not in the task's row: who marks it would stand in the way
-- of a claim.
create table announcement (
    task_id uuid primary key references task
);
insert into announcement (task_id) select id from task where state = 'ready' and announced_at is null;
alter table task drop column announced_at;
