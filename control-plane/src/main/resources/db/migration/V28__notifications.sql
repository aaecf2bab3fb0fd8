-- What users are told, and what each of them has done with it.

create table notification (
    id            uuid primary key,
    -- What it tells of: told again, it is the same one.
    source        text not null unique,
    category      text not null check (category in ('run', 'report', 'upload', 'runner', 'disk')),
    severity      text not null check (severity in ('success', 'info', 'warning', 'error')),
    title         text not null,
    body          text not null,
    -- What it leads to, on this server.
    path          text not null check (path like '/%'),
    -- Whom it is for. Whose credentials have limits sees what is about a repository or project within them.
    repository_id text references repository,
    project       text,
    for_managers  boolean not null,
    -- The only one who sees it, as the ledger names callers; null = everybody of the above.
    recipient     text,
    created_at    timestamptz not null default clock_timestamp(),
    -- Its place in the order in which all became visible; it is not shown before it has one.
    no            bigint unique
);

create index notification_unnumbered on notification (created_at, id) where no is null;
create index notification_by_age on notification (created_at);

-- The newest number; who holds its lock gives the next ones.
create table notification_head (
    one boolean primary key default true check (one),
    no  bigint not null
);
insert into notification_head (no) values (0);

-- That somebody has read a notification, or deleted it for himself. No mark = unread.
create table notification_mark (
    notification_id uuid not null references notification on delete cascade,
    -- As the ledger names callers.
    reader          text not null,
    deleted         boolean not null,
    primary key (notification_id, reader)
);
