-- Where a page far down an order by start or by duration begins. These tallies have a time of their own until which
-- they hold what ended: a server that does not know them yet goes on with the others and leaves this one where it is.

-- How many runs began on each UTC day, of those that ended until tally_until.measured; infinity = ended without a
-- start. An empty agent_id or repository_id stands for all.
create table started_tally (
    agent_id      text not null,
    repository_id text not null,
    kind          text not null,
    outcome       text not null,
    began_on      date not null,
    created_on    date not null,
    runs          bigint not null,
    primary key (agent_id, repository_id, kind, outcome, began_on, created_on)
);

-- How many took how long: at least least_ms and less than duration_step(least_ms) more. By agent, by repository and
-- in all; not by both.
create table duration_tally (
    agent_id      text not null,
    repository_id text not null,
    kind          text not null,
    outcome       text not null,
    least_ms      bigint not null,
    runs          bigint not null,
    primary key (agent_id, repository_id, kind, outcome, least_ms)
);

-- Durations of up to 63 ms stand by themselves; beyond, each doubling has thirty-two equal steps. All durations of a step
-- have the same width of step, so that its ends follow from any of them.
create function duration_step(ms bigint) returns bigint language sql immutable
    return 1::bigint << width_bucket(ms, array[
        64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576, 2097152,
        4194304, 8388608, 16777216, 33554432, 67108864, 134217728, 268435456, 536870912, 1073741824, 2147483648,
        4294967296, 8589934592, 17179869184, 34359738368, 68719476736, 137438953472, 274877906944]::bigint[]);

alter table tally_until add column measured timestamptz not null default '-infinity';

-- Those of before are looked at later, when nobody waits for it.
alter table run add constraint run_duration_has_a_start check ((began_at is null) = (duration_ms is null)) not valid;
