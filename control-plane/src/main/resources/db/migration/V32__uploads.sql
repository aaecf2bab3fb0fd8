-- Results that are sent, from their first byte to the report that is made of them.

create table upload_session (
    id              text primary key,
    -- What its sender names it by.
    upload_id       text not null unique,
    environment_id  text not null,
    project_id      text not null,
    build_id        text not null check (build_id ~ '^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$'),
    file_name       text,
    -- In chunks, or in one call.
    chunked         boolean not null,
    -- Bytes, as announced; null = not said, until they are counted.
    total_size      bigint check (total_size >= 0),
    total_chunks    integer not null check (total_chunks >= 1),
    uploaded_by     text not null,
    started_at      timestamptz not null default now(),
    completed_at    timestamptz,
    phase           text not null check (phase in ('uploading', 'assembling', 'generating', 'done', 'failed')),
    failed_at_phase text check (failed_at_phase in ('uploading', 'assembling', 'generating')),
    error           text,
    -- Whose thread has it in work; null = it waits for its sender.
    holder          uuid,
    -- From then on nobody is at it any more: whoever had it in work is gone, or its sender is.
    due_at          timestamptz,
    -- How often it was begun to put the chunks together.
    tries           integer not null default 0,
    -- The archive's digest, as soon as it is whole.
    results         text,
    passed          integer not null default 0,
    failed          integer not null default 0,
    skipped         integer not null default 0,
    total           integer not null default 0,
    -- Its place in the order in which changes became visible; null = it has changed since.
    no              bigint unique,
    foreign key (environment_id, project_id) references project,
    check ((phase in ('done', 'failed')) = (completed_at is not null)),
    check ((phase = 'failed') = (failed_at_phase is not null)),
    check ((phase = 'failed') = (error is not null)),
    check ((phase in ('uploading', 'assembling')) = (due_at is not null)),
    check (phase <> 'assembling' or holder is not null),
    check (phase in ('uploading', 'assembling', 'failed') or results is not null)
);
-- A build id is taken from the first byte on, until the upload fails.
create unique index upload_session_open on upload_session (environment_id, project_id, build_id)
    where phase in ('uploading', 'assembling');
create index upload_session_project on upload_session (environment_id, project_id, build_id);
create index upload_session_newest on upload_session (started_at desc, id desc);
create index upload_session_due on upload_session (due_at) where due_at is not null;
create index upload_session_held on upload_session (holder) where holder is not null;
create index upload_session_completed on upload_session (completed_at) where completed_at is not null;
create index upload_session_changed on upload_session (id) where no is null;

-- The newest number; who holds its lock gives the next ones.
create table upload_head (
    one boolean primary key default true check (one),
    no  bigint not null
);
insert into upload_head (no) values (0);
