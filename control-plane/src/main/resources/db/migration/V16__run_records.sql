-- What people decide about runs, and what a run keeps of its end.

-- The trail only grows; the newest decision of a run counts.
create table review_decision (
    run_id       text not null references run,
    no           integer not null check (no >= 1),
    status       text not null check (status in ('approved', 'rejected', 'pending')),
    note         text,
    -- Whose decision it is on record: the owner of the repository.
    reviewer     text not null,
    -- Who made the call, and from where.
    by           text not null,
    from_address text,
    at           timestamptz not null,
    primary key (run_id, no)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'a row of % stays as it is', tg_table_name;
end
$$;
create trigger review_decision_stays before update on review_decision
    for each row execute function refuse_change();

alter table run
    -- The run that this one tries again.
    add column original_run_id text references run,
    -- Pinned runs are kept, whatever their age.
    add column pinned          boolean not null default false,
    add column cancel_reason   text,
    -- Set once, at the end, so that no claim and no sign of life touches an index over them.
    add column outcome         text check (outcome in ('success', 'failure', 'cancelled', 'timeout')),
    add column began_at        timestamptz,
    add column duration_ms     bigint,
    -- What a completed review found, counted as the run's min_severity shows it.
    add column errors          integer,
    add column warnings        integer,
    add column infos           integer;

update run set outcome = status, began_at = started_at,
    duration_ms = floor(extract(epoch from completed_at - started_at) * 1000)
where completed_at is not null;
update run r set
    errors = (select count(*) from finding f where f.run_id = r.id and f.severity = 'error'),
    warnings = (select count(*) from finding f where f.run_id = r.id and f.severity = 'warning'
        and coalesce(r.config ->> 'min_severity', 'info') <> 'error'),
    infos = (select count(*) from finding f where f.run_id = r.id and f.severity = 'info'
        and coalesce(r.config ->> 'min_severity', 'info') = 'info')
where status = 'success';

alter table run
    add check ((completed_at is null) = (outcome is null)),
    add check (outcome = status or outcome is null);
create index run_retried on run (original_run_id) where original_run_id is not null;

alter table agent
    -- What it may review; empty = anything.
    add column repository_ids text[] not null default '{}',
    add column deleted_at     timestamptz,
    -- Since when its image counts: what failed before was about another one.
    add column image_since    timestamptz not null default now();
alter table agent drop constraint agent_name_key;
create unique index agent_name on agent (name) where deleted_at is null;
