-- What uploads and reports belong to.

create table environment (
    id         text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name       text not null,
    icon       text,
    created_at timestamptz not null default now()
);

create table project (
    environment_id text not null references environment,
    id             text not null check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name           text not null,
    created_at     timestamptz not null default now(),
    primary key (environment_id, id)
);
