-- What runs are about.

create table repository (
    id             text primary key,
    name           text not null unique,
    clone_url      text not null unique,
    default_branch text,
    owner          text not null,
    created_at     timestamptz not null default now()
);

create table agent (
    id                 text primary key,
    name               text not null unique,
    template           text not null,
    status             text not null default 'active' check (status in ('active', 'paused', 'error')),
    image              text not null,
    command            text[],
    success_exit_codes integer[] not null default '{0}',
    tags               text[] not null default '{}',
    timeout_seconds    integer not null default 1800 check (timeout_seconds between 10 and 21600),
    max_attempts       integer not null default 3 check (max_attempts between 1 and 20),
    concurrency_limit  integer check (concurrency_limit > 0),
    supersede          boolean not null default false,
    config             jsonb not null,
    created_at         timestamptz not null default now()
);

create table api_key (
    id         text primary key,
    name       text not null,
    role       text not null check (role in ('admin', 'developer', 'viewer', 'runner')),
    hash       bytea not null unique,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);

-- Runs and their tasks. Whoever creates or ends a task, or changes a run's status, locks the run's row first.

create table run (
    id                text primary key,
    repository_id     text not null references repository,
    agent_id          text not null references agent,
    kind              text not null default 'executed' check (kind in ('executed', 'ingested')),
    status            text not null default 'queued'
        check (status in ('queued', 'running', 'success', 'failure', 'cancelled', 'timeout')),
    -- Raised with every change of status or claim; the newest event's seq.
    version           bigint not null default 1,
    trigger_type      text not null,
    trigger_event     text,
    pull_request      jsonb,
    branch            text,
    base              text,
    commit_sha        text check (commit_sha ~ '^[0-9a-f]{40}$'),
    base_sha          text check (base_sha ~ '^[0-9a-f]{40}$'),
    commit_message    text,
    scope             text not null check (scope in ('files', 'lines', 'all')),
    files             text[] not null default '{}',
    priority          smallint not null,
    tags              text[] not null default '{}',
    -- The agent's settings as they were at submission, with the run's own over them.
    config            jsonb not null,
    timeout_seconds   integer not null,
    max_attempts      integer not null,
    not_before        timestamptz,
    concurrency_group text,
    requested_by      text not null,
    traceparent       text,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    started_at        timestamptz,
    completed_at      timestamptz,
    failure_reason    text,
    failure_message   text,
    files_reviewed    integer,
    lines_analyzed    bigint,
    rating            text check (rating in ('A', 'B', 'C', 'D', 'F')),
    metrics           jsonb,
    check ((status in ('queued', 'running')) = (completed_at is null)),
    check (status <> 'running' or started_at is not null),
    check ((status in ('failure', 'timeout')) = (failure_reason is not null)),
    check (status <> 'success' or commit_sha is not null)
);

create index run_by_age on run (created_at desc, id desc);

create table task (
    id             uuid primary key,
    run_id         text not null references run,
    repository_id  text not null references repository,
    attempt        integer not null,
    lane           text not null,
    tags           text[] not null default '{}',
    priority       smallint not null,
    -- Start-time fair queueing: given once, when the task becomes ready.
    place          bigint,
    state          text not null
        check (state in ('held', 'ready', 'claimed', 'preparing', 'cloning', 'reviewing', 'submitting',
            'succeeded', 'failed', 'timed_out', 'cancelled', 'lost', 'returned', 'unconfirmed')),
    hold_reason    text
        check (hold_reason in ('resolving_ref', 'not_before', 'paused', 'concurrency_group', 'backoff')),
    held_until     timestamptz,
    resolve_tries  integer not null default 0,
    announced_at   timestamptz,
    runner_id      text,
    runner_session text,
    claimed_at     timestamptz,
    handed_out_at  timestamptz,
    confirmed_at   timestamptz,
    lease_until    timestamptz,
    deadline       timestamptz,
    progress_done  integer,
    progress_total integer,
    log_seq        bigint not null default 0,
    log_bytes      bigint not null default 0,
    log_truncated  boolean not null default false,
    result_digest  bytea,
    reason         text,
    message        text,
    created_at     timestamptz not null default now(),
    finished_at    timestamptz,
    unique (run_id, attempt),
    check ((state = 'held') = (hold_reason is not null)),
    check (state in ('held', 'ready', 'cancelled', 'failed', 'timed_out') or runner_id is not null),
    check (state not in ('held', 'ready') or runner_id is null),
    check (state = 'held' or state = 'cancelled' or state = 'failed' or state = 'timed_out' or place is not null),
    check ((state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting')) <= (lease_until is not null)),
    check ((state in ('succeeded', 'failed', 'timed_out', 'cancelled', 'lost', 'returned', 'unconfirmed'))
        = (finished_at is not null))
);

create unique index task_one_open_a_run on task (run_id)
    where state in ('held', 'ready', 'claimed', 'preparing', 'cloning', 'reviewing', 'submitting');
create index task_ready on task (priority desc, place, id) where state = 'ready';
create index task_unannounced on task (id) where state = 'ready' and announced_at is null;
create index task_held on task (held_until) where state = 'held';
create index task_live on task (runner_id)
    where state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting');
create index task_claimed_place on task (place desc) where claimed_at is not null;
create index task_repository_place on task (repository_id, place desc) where place is not null;

-- When the ledger was last swept; a long silence means that it was away.
create table sweep (
    one      boolean primary key default true check (one),
    swept_at timestamptz not null
);
insert into sweep (swept_at) values (now());

-- A repeated request finds the run of the first.
create table idempotency_key (
    scope       text not null,
    key         text not null,
    request     bytea not null,
    -- Deferred: the key is taken before the run's row, so that a repeat stores nothing.
    run_id      text not null references run deferrable initially deferred,
    created_at  timestamptz not null default now(),
    primary key (scope, key)
);

-- What happened.

create table run_event (
    run_id text not null references run,
    seq    bigint not null,
    type   text not null,
    at     timestamptz not null default now(),
    body   jsonb not null,
    -- Its place among all events; given after commit, in the order in which events became visible.
    no     bigint unique,
    primary key (run_id, seq)
);
create index run_event_unnumbered on run_event (at, run_id, seq) where no is null;

create table event_cursor (
    name text primary key,
    no   bigint not null
);
insert into event_cursor (name, no) values ('numbered', 0), ('relayed', 0);

-- Runners.

create table runner (
    id                text primary key,
    key_id            text not null references api_key,
    name              text not null,
    version           text not null,
    tags              text[] not null default '{}',
    max_concurrency   integer not null check (max_concurrency between 1 and 1000),
    session           text not null,
    current_jobs      integer not null default 0,
    draining          boolean not null default false,
    registered_at     timestamptz not null default now(),
    last_heartbeat_at timestamptz,
    deregistered_at   timestamptz
);

-- Logs and findings.

create table log_batch (
    task_id   uuid not null references task,
    first_seq bigint not null,
    run_id    text not null,
    attempt   integer not null,
    lines     jsonb not null,
    primary key (task_id, first_seq)
);
create index log_batch_by_run on log_batch (run_id, attempt, first_seq);

create table reviewed_file (
    run_id    text not null references run,
    path      text not null,
    result_id text not null unique,
    status    text not null check (status in ('reviewed', 'skipped', 'failed')),
    rating    text,
    primary key (run_id, path)
);

create table finding (
    run_id      text not null references run,
    no          integer not null,
    severity    text not null check (severity in ('error', 'warning', 'info')),
    type        text not null,
    file        text not null,
    line        integer not null check (line >= 0),
    end_line    integer,
    message     text not null,
    suggestion  text,
    fingerprint text,
    primary key (run_id, no)
);

create index run_queued on run (created_at) where status = 'queued';
