-- Who goes next: groups with a limit, paused agents, ageing, runs that a newer one replaces.

alter table agent
    -- Set when the status or the limit changes, until the agent's tasks have followed.
    add column changed_at timestamptz;

-- One row a group; its lock guards the count of the group's ready and live tasks.
create table concurrency_group (
    key     text primary key,
    used_at timestamptz not null default now()
);

alter table run add column superseded_by text references run;
alter table run add check (superseded_by is null or status = 'cancelled');
create index run_of_pull_request on run (repository_id, agent_id, (pull_request ->> 'number'))
    where pull_request is not null;

alter table task
    -- The group that the task waits in or counts for; null without one.
    add column group_key text,
    -- The agent whose pause holds the task.
    add column paused_by text,
    -- Waiting for a runner is counted from here.
    add column ready_at  timestamptz;
update task set ready_at = created_at where state = 'ready';
alter table task
    add check (state <> 'ready' or ready_at is not null),
    add check ((state = 'held' and hold_reason = 'paused') <= (paused_by is not null)),
    add check ((state = 'held' and hold_reason = 'concurrency_group') <= (group_key is not null));

-- No state in an index or its condition: a phase must not touch them.
create index task_taken_of_group on task (group_key)
    where group_key is not null and hold_reason is null and finished_at is null;
create index task_waiting_in_group on task (group_key, priority desc, run_id) where hold_reason = 'concurrency_group';
create index task_paused on task (paused_by, run_id) where hold_reason = 'paused';
create index task_waiting on task (created_at) where claimed_at is null and finished_at is null;
create index task_finished on task (finished_at desc) where finished_at is not null;

-- Kept up by polls, not by heartbeats.
alter table runner add column last_poll_at timestamptz;

alter table sweep add column aged_at timestamptz not null default now();
