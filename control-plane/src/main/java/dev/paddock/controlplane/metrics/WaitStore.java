package dev.paddock.controlplane.metrics;

import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL of how long tasks wait. It locks nothing, and reads some entries of each lane's own index,
/// however many tasks wait.
@Singleton
class WaitStore {

    /// Of the ready tasks of a lane.
    ///
    /// @param oldest seconds for which the longest-waiting of those that are next in line have been ready
    /// @param stalled seconds for which there have been ready ones and none was claimed: never more than
    ///     `oldest`, and as little as the newest task in work has been claimed for
    record Wait(String lane, double oldest, double stalled) {}

    // So many of the next in line are looked at in each lane. Who waits long rises, so the oldest stands among them.
    private static final int NEXT = 100;

    private static final String OTHER = "other";

    private final Jdbi jdbi;

    WaitStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// The lanes that have ready tasks. The `lanes` that have stalled for the longest time have their names; of the
    /// others together it is the longest.
    List<Wait> waits(int lanes) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with recursive lane (name) as (
                            (select lane from task
                            where hold_reason is null and claimed_at is null and finished_at is null
                            order by lane limit 1)
                            union all
                            select (select t.lane from task t
                                where t.hold_reason is null and t.claimed_at is null and t.finished_at is null
                                    and t.lane > l.name
                                order by t.lane limit 1)
                            from lane l where l.name is not null
                        ), wait as (
                            select l.name, ready.since, greatest(ready.since, live.newest) as moved
                            from lane l cross join lateral (
                                select min(next.ready_at) as since from (
                                    select t.ready_at from task t where t.lane = l.name and t.hold_reason is null
                                        and t.claimed_at is null and t.finished_at is null
                                    order by t.priority desc, t.place, t.id limit :next
                                ) next
                            ) ready cross join lateral (
                                select max(t.claimed_at) as newest from task t where t.lane = l.name
                                    and t.claimed_at > '-infinity' and t.finished_at is null
                            ) live
                            where ready.since is not null
                        ), ranked as (
                            select name, since, moved, row_number() over (order by moved, name) as rank from wait
                        )
                        select case when rank <= :lanes then name else :other end as lane,
                            greatest(extract(epoch from now() - min(since)), 0)::float8 as oldest,
                            greatest(extract(epoch from now() - min(moved)), 0)::float8 as stalled
                        from ranked group by 1
                        """)
                .bind("next", NEXT)
                .bind("lanes", lanes)
                .bind("other", OTHER)
                .map((row, context) ->
                        new Wait(row.getString("lane"), row.getDouble("oldest"), row.getDouble("stalled")))
                .list());
    }
}
