-- Pages by duration with a filter: what a filter asks for stands in the index, so that runs which do not pass are not
-- looked up.
drop index run_by_duration;
create index run_by_duration on run (duration_ms desc, id desc)
    include (agent_id, repository_id, kind, outcome, created_at) where duration_ms is not null;

-- As duration_tally, of an agent in a repository. Of those that ended until tally_until.paired: a server that does not
-- know it yet goes on with the others and leaves this one where it is.
create table pair_duration_tally (
    agent_id      text not null,
    repository_id text not null,
    kind          text not null,
    outcome       text not null,
    least_ms      bigint not null,
    runs          bigint not null,
    primary key (agent_id, repository_id, kind, outcome, least_ms)
);

alter table tally_until add column paired timestamptz not null default '-infinity';
