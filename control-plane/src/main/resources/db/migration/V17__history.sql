-- Lists and statistics of many runs. No index has a column that changes between a run's submission and its end.

create index run_of_agent on run (agent_id, created_at desc, id desc);
create index run_of_repository on run (repository_id, created_at desc, id desc);
create index run_of_number on run (((pull_request ->> 'number')::integer), created_at desc, id desc)
    where pull_request is not null;
create index run_open on run (created_at desc, id desc) where completed_at is null;
create index run_ended_as on run (outcome, created_at desc, id desc) where outcome is not null;
create index run_ended on run (completed_at) where completed_at is not null;
create index run_ended_of_agent on run (agent_id, completed_at desc) where completed_at is not null;
create index run_by_start on run (began_at desc, id desc) where began_at is not null;
create index run_by_duration on run (duration_ms desc, id desc) where duration_ms is not null;

-- How many runs were created on each UTC day, up to tally_until.at. An empty agent_id or repository_id stands for all.
create table created_tally (
    agent_id      text not null,
    repository_id text not null,
    kind          text not null,
    day           date not null,
    runs          bigint not null,
    primary key (agent_id, repository_id, kind, day)
);

-- The same of runs that ended, with what statistics need.
create table ended_tally (
    agent_id      text not null,
    repository_id text not null,
    kind          text not null,
    outcome       text not null,
    completed_on  date not null,
    created_on    date not null,
    runs          bigint not null,
    timed         bigint not null,
    duration_ms   bigint not null,
    errors        bigint not null,
    warnings      bigint not null,
    infos         bigint not null,
    primary key (agent_id, repository_id, kind, outcome, completed_on, created_on)
);
create index ended_tally_of_agents on ended_tally (repository_id, completed_on);
create index ended_tally_of_repositories on ended_tally (agent_id, completed_on);

create table tally_until (
    one boolean primary key default true check (one),
    at  timestamptz not null
);
insert into tally_until (at) values ('-infinity');
