-- What happened to runners, numbered and relayed as run_event is.

alter table runner
    -- Raised with every event; the newest one's seq.
    add column event_seq bigint not null default 0,
    -- What the newest event says, so that each change is told once.
    add column online    boolean not null default false,
    add column drained   boolean not null default false,
    -- The newest stream of commands, which ends the older ones, wherever they are.
    add column stream    uuid,
    add column stream_at timestamptz;

-- No heartbeat touches these columns: its updates stay within the page.
create index runner_draining on runner (id) where draining;
create index runner_stream on runner (stream_at) where stream_at is not null;

create table runner_event (
    runner_id text not null references runner,
    seq       bigint not null,
    type      text not null,
    at        timestamptz not null,
    body      jsonb not null,
    no        bigint unique,
    primary key (runner_id, seq)
);
create index runner_event_unnumbered on runner_event (at, runner_id, seq) where no is null;

insert into event_cursor (name, no) values ('runner_numbered', 0), ('runner_relayed', 0);

-- What runners are told to stop. A column of its own, as an index on the state would be touched by every phase.
alter table task add column cancelled_at timestamptz;
create index task_cancelled on task (cancelled_at) where cancelled_at is not null;
