-- Reports that are to be made. One at a time for a project, since each adds to the project's history.

create table report_project (
    environment_id text not null,
    project_id     text not null,
    -- The digest of the newest history; null before the first report.
    history        text,
    -- Which process makes a report of it, and until when it may.
    holder         text,
    lease_until    timestamptz,
    primary key (environment_id, project_id),
    foreign key (environment_id, project_id) references project,
    check ((holder is null) = (lease_until is null))
);

create table generation (
    id             bigint generated always as identity primary key,
    build          text not null references build on delete cascade,
    environment_id text not null,
    project_id     text not null,
    -- What the caller wants to be different from the server's own config.
    config         json not null,
    warnings       text[] not null default '{}',
    requested_at   timestamptz not null default now(),
    state          text not null check (state in ('waiting', 'running')),
    -- How often it was begun.
    tries          integer not null default 0
);
create unique index generation_waiting on generation (build) where state = 'waiting';
create unique index generation_running on generation (environment_id, project_id) where state = 'running';
create index generation_project on generation (environment_id, project_id, id);
