-- Keys that sign sessions. The newest signs; the ones before it verify until the longest session has ended.
create table session_key (
    generation  integer primary key,
    id          text not null unique,
    public_key  bytea not null,
    -- Sealed under the server's secret.
    private_key bytea not null,
    created_at  timestamptz not null default now()
);

-- Who is signed in, as they were when they signed in.
create table session (
    id         text primary key,
    email      text,
    name       text not null,
    avatar_url text,
    provider   text not null,
    role       text not null check (role in ('admin', 'developer', 'viewer')),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at   timestamptz
);

create index session_expires on session (expires_at);
