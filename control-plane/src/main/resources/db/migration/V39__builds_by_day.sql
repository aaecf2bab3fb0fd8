-- How many builds each project has of each UTC day, and how their tests ended: overviews sum these up, not the builds.

create table build_day (
    environment_id text not null,
    project_id     text not null,
    day            date not null,
    builds         bigint not null,
    passed         bigint not null,
    failed         bigint not null,
    skipped        bigint not null,
    primary key (environment_id, project_id, day)
);
create index build_day_by_day on build_day (day);

-- Days are counted anew from their builds, in the transaction that changes one of these: what stands here is always
-- what the builds say. A build never changes its day or its project.
create function recount_build_days() returns trigger language plpgsql as $$
begin
    -- Whoever changes another build of the same day waits here, so that the later one counts both.
    insert into build_day (environment_id, project_id, day, builds, passed, failed, skipped)
    select distinct environment_id, project_id, (created_at at time zone 'UTC')::date, 0, 0, 0, 0 from touched
    order by 1, 2, 3
    on conflict (environment_id, project_id, day) do update set builds = build_day.builds;
    -- A statement of its own: it sees all that was committed before the lock was had.
    update build_day d set builds = n.builds, passed = n.passed, failed = n.failed, skipped = n.skipped
    from (select distinct environment_id, project_id, (created_at at time zone 'UTC')::date as day from touched) t,
        lateral (
            select count(*) as builds, coalesce(sum(b.passed), 0) as passed, coalesce(sum(b.failed), 0) as failed,
                coalesce(sum(b.skipped), 0) as skipped
            from build b
            where b.environment_id = t.environment_id and b.project_id = t.project_id
                and b.created_at >= t.day::timestamp at time zone 'UTC'
                and b.created_at < (t.day + 1)::timestamp at time zone 'UTC') n
    where (d.environment_id, d.project_id, d.day) = (t.environment_id, t.project_id, t.day);
    delete from build_day d
    using (select distinct environment_id, project_id, (created_at at time zone 'UTC')::date as day from touched) t
    where (d.environment_id, d.project_id, d.day) = (t.environment_id, t.project_id, t.day) and d.builds = 0;
    return null;
end
$$;
create trigger build_days_of_new after insert on build
    referencing new table as touched for each statement execute function recount_build_days();
create trigger build_days_of_changed after update on build
    referencing new table as touched for each statement execute function recount_build_days();
create trigger build_days_of_deleted after delete on build
    referencing old table as touched for each statement execute function recount_build_days();

insert into build_day (environment_id, project_id, day, builds, passed, failed, skipped)
select environment_id, project_id, (created_at at time zone 'UTC')::date, count(*), sum(passed), sum(failed), sum(skipped)
from build group by 1, 2, 3;
