package dev.paddock.controlplane.scaling;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.fleet.Demand;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/// The SQL of what lanes ask for. It locks nothing, and reads the index entries of the lane's own tasks and runners.
@Singleton
class DemandStore {

    /// What a lane asks for, and what is free for it.
    ///
    /// @param at the ledger's clock
    record Seen(Demand demand, int idle, Instant at) {}

    private final Jdbi jdbi;
    private final FleetConfig fleet;

    DemandStore(Jdbi jdbi, FleetConfig fleet) {
        this.jdbi = jdbi;
        this.fleet = fleet;
    }

    /// What the lanes ask for, by their name.
    ///
    /// A runner has free slots while it is heard of, does not drain, and asks for tasks: one that beats and has not
    /// polled for longer than a poll may take does not. What a runner has that stops takes no runner that stays, so
    /// neither is counted, unless `all` who have tasks are asked about.
    ///
    /// @param most tasks that wait are counted no further than this, in each lane
    Map<String, Seen> look(Collection<Lane> lanes, int most, boolean all) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select asked.lane, now() as at, waiting.tasks as waiting, live.tasks as assigned, live.runners,
                            able.free as idle
                        from unnest(:lanes) as asked (lane)
                        cross join lateral (
                            select count(*) as tasks from (select from task t where t.lane = asked.lane
                                and t.hold_reason is null and t.claimed_at is null and t.finished_at is null
                                limit %d) ready
                        ) waiting cross join lateral (
                            select count(*) as tasks, count(distinct t.runner_id) as runners from task t
                            where t.lane = asked.lane and t.claimed_at > '-infinity' and t.finished_at is null
                                and (:all or (select r.leaving from runner r where r.id = t.runner_id) is not true)
                        ) live cross join lateral (
                            select coalesce(sum(greatest(0, r.max_concurrency - (select count(*) from task b
                                where b.runner_id = r.id and b.claimed_at is not null and b.finished_at is null))), 0)
                                as free
                            from runner r where is_heard_of(r, :offline) and not r.draining
                                and not r.leaving and r.tags @>
                                    case when asked.lane = 'default' then '{}' else string_to_array(asked.lane, ',') end
                                and greatest(r.last_poll_at, r.registered_at)
                                    > now() - :silent * interval '1 millisecond'
                        ) able
                        """.formatted(most))
                .bindArray("lanes", String.class, lanes.stream().map(Lane::name).toList())
                .bind("all", all)
                .bind("offline", fleet.offlineAfter().toMillis())
                .bind("silent", fleet.pollWait().plus(FleetConfig.BETWEEN_POLLS).toMillis())
                .map((row, context) -> Map.entry(
                        row.getString("lane"),
                        new Seen(
                                new Demand(row.getInt("waiting"), row.getInt("assigned"), row.getInt("runners")),
                                row.getInt("idle"),
                                Columns.instant(row, "at"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /// The lanes with the most tasks that wait or are in work; then those that had some within the hour.
    List<Lane> busiest(int most) {
        return jdbi.withHandle(
                handle -> handle.createQuery("""
                        select lane from (
                            select lane, count(*) as tasks from task
                            where claimed_at > '-infinity' and finished_at is null group by lane
                            union all
                            select lane, count(*) from task
                            where hold_reason is null and claimed_at is null and finished_at is null group by lane
                            union all
                            select distinct lane, 0 from lane_peak
                        ) seen group by lane order by sum(tasks) desc, lane limit :most
                        """).bind("most", most).mapTo(String.class).map(Lane::parse).stream()
                        .flatMap(Optional::stream)
                        .toList());
    }
}
