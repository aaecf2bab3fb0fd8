-- Repositories that can be changed and deleted, with a credential of their own.

alter table repository
    add column if not exists project text,
    -- What opens it to a fetch, sealed with the server's secret.
    add column credential bytea,
    -- A deleted repository keeps its row for the history of its runs; nothing finds it any more.
    add column deleted_at timestamptz;

alter table repository
    drop constraint repository_name_key,
    drop constraint repository_clone_url_key,
    add check (deleted_at is null or credential is null);
create unique index repository_name on repository (name) where deleted_at is null;
create unique index repository_clone_url on repository (clone_url) where deleted_at is null;

-- Asked before one is deleted.
create index task_open_of_repository on task (repository_id) where finished_at is null;
