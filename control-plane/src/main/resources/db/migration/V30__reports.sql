-- Runs that were reported, not executed here, and their screenshots.

-- Nobody finds or runs this agent: it only says of runs that they came as reports.
insert into agent (id, name, template, image, config, deleted_at)
values ('agent_00000000000000000000000000', 'ingest', 'ingest', '', '{}', now());

-- A report need not say of which commit it is, and says by its results why it failed.
alter table run
    drop constraint run_check2,
    drop constraint run_check3,
    drop constraint run_commit_sha_check,
    add constraint run_failure_has_a_reason
        check (kind = 'ingested' or (status in ('failure', 'timeout')) = (failure_reason is not null)),
    add constraint run_success_has_a_commit check (kind = 'ingested' or status <> 'success' or commit_sha is not null),
    add constraint run_commit_is_whole
        check (commit_sha ~ '^[0-9a-f]{40}$' or (kind = 'ingested' and commit_sha ~ '^[0-9a-f]{4,64}$')),
    add constraint run_ingested_is_over check (kind = 'executed' or status in ('success', 'failure'));

-- The screenshots that a repository has sent. One of another repository is none, although its bytes are stored once.
create table screenshot (
    repository_id text not null references repository,
    digest        text not null references blob on delete cascade,
    width         integer not null,
    height        integer not null,
    created_at    timestamptz not null default now(),
    primary key (repository_id, digest)
);
create index screenshot_of_blob on screenshot (digest);

create table report (
    run_id text primary key references run on delete cascade,
    -- As it came, without its results.
    body   json not null
);

create table report_result (
    run_id      text not null references report on delete cascade,
    no          integer not null check (no >= 1),
    id          text not null,
    target      text not null,
    kind        text not null,
    status      text not null check (status in ('passed', 'failed', 'changed', 'new', 'removed')),
    duration_ms bigint,
    -- Of what would become the baseline: the snapshot's canonical form, else the candidate.
    digest      text,
    baseline    text,
    candidate   text,
    diff        text,
    -- When the missing diff may be computed; null = it is there, or there is none to make.
    diff_due_at timestamptz,
    -- As it came, without its screenshots.
    body        json not null,
    primary key (run_id, no)
);
create index report_result_without_diff on report_result (diff_due_at) where diff_due_at is not null;
