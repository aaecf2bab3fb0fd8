-- How many runners each lane should have.

-- The most that a lane asked for in each step of ten seconds: a cool-down looks back, from any replica and after any
-- restart. Only lanes that are asked about or shown have rows, for an hour.
create table lane_peak (
    lane    text not null,
    at      timestamptz not null,
    -- Those that waited for a runner or were with one.
    tasks   integer not null check (tasks >= 0),
    -- Those that had tasks.
    runners integer not null check (runners >= 0),
    primary key (lane, at)
);

-- The live tasks of a lane. Its condition is one that no other query implies: one for the live tasks of a runner would
-- look as cheap by this index while few tasks were live when the statistics were taken, and read them all.
create index task_live_of_lane on task (lane, runner_id) where claimed_at > '-infinity' and finished_at is null;

-- Who could serve a lane. No heartbeat touches these columns, and every change goes to its place at once: a list of
-- changes that wait would be read by every look.
create index runner_of_tags on runner using gin (tags) with (fastupdate = off) where deregistered_at is null;
