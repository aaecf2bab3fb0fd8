-- What was uploaded of a project, and the report that was made of it.

create table build (
    id             text primary key,
    environment_id text not null,
    project_id     text not null,
    -- The uploader's own name for it.
    build_id       text not null check (build_id ~ '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$'),
    created_at     timestamptz not null default now(),
    uploaded_by    text not null,
    -- One archive, a blob that the build refers to.
    results        text not null,
    results_bytes  bigint not null check (results_bytes >= 0),
    -- How the newest generation ended; null before the first. Whether one waits or runs, the queue says.
    outcome        text check (outcome in ('done', 'failed')),
    -- Of the results, as the newest report that was made counted them.
    passed         integer not null default 0,
    failed         integer not null default 0,
    skipped        integer not null default 0,
    total          integer not null default 0,
    gate           json,
    -- What the newest report was made with.
    config         json,
    warnings       text[] not null default '{}',
    -- The report that is shown: the newest that could be made.
    publication    text,
    foreign key (environment_id, project_id) references project,
    unique (environment_id, project_id, build_id)
);
create index build_newest on build (environment_id, project_id, created_at desc, id desc);
create index build_created on build (created_at desc, id desc);

-- What is served of a build: whole or not at all. Those before the newest stay for those who are reading them.
create table publication (
    id            text primary key,
    build         text not null references build on delete cascade,
    created_at    timestamptz not null default now(),
    superseded_at timestamptz
);
create index publication_build on publication (build);
create index publication_superseded on publication (superseded_at) where superseded_at is not null;

create table publication_file (
    publication text not null references publication on delete cascade,
    path        text not null,
    -- The blob that has its bytes, alone or among those of other small files.
    digest      text not null,
    start       bigint not null check (start >= 0),
    bytes       bigint not null check (bytes >= 0),
    -- Whether the blob has other files, too.
    packed      boolean not null,
    primary key (publication, path)
);
