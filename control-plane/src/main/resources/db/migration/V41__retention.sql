-- How long builds, reports and logs are kept, and what was deleted for its age.

create table retention (
    one            boolean primary key default true check (one),
    retention_days integer not null default 90 check (retention_days >= 1),
    interval_hours integer not null default 6 check (interval_hours >= 1),
    dry_run        boolean not null default false,
    -- The first sweep comes an interval later, so that somebody may say before what is kept.
    since          timestamptz not null default now()
);
insert into retention default values;

create table retention_run (
    id            text primary key,
    started_at    timestamptz not null default now(),
    finished_at   timestamptz,
    -- Null while it is under way.
    status        text check (status in ('success', 'failed')),
    -- From then on its replica counts as gone.
    alive_until   timestamptz not null,
    -- What is older is deleted.
    expired_at    timestamptz not null,
    dry_run       boolean not null,
    -- Builds.
    deleted       bigint not null default 0,
    -- Runs whose reports and logs went.
    cleared       bigint not null default 0,
    skipped       bigint not null default 0,
    bytes_freed   bigint not null default 0,
    error_message text,
    check ((finished_at is null) = (status is null)),
    check (coalesce(status = 'failed', false) = (error_message is not null))
);
create unique index retention_run_under_way on retention_run ((true)) where finished_at is null;

-- When the report and the log of a run were deleted for their age; the run stays.
alter table run add column cleared_at timestamptz;
create index run_to_clear on run (completed_at, id) where completed_at is not null and cleared_at is null;
