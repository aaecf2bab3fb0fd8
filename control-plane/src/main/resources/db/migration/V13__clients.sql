-- Client credentials: each good for one repository.

create table client (
    id            text primary key,
    repository_id text not null references repository on delete cascade,
    hash          bytea not null,
    created_by    text not null,
    created_at    timestamptz not null default now(),
    last_used_at  timestamptz
);

create index client_by_age on client (created_at desc, id desc);
create index client_of_repository on client (repository_id);

-- The project that a repository belongs to: keys may be limited to projects.
alter table repository add column if not exists project text;
