package dev.paddock.controlplane.queue;

import dev.paddock.controlplane.fleet.FleetConfig;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// What the fleet can take on, and who is before whom.
///
/// A runner that beats but has not polled for longer than a poll may take asks for nothing: only the slots that it
/// keeps busy count. One that registered just now is about to poll. One that says that it is offline, or that
/// it stops, counts for nothing.
@Singleton
class Slots {

    /// The slots of the runners that serve a lane, and how many of them are free.
    record Serving(int slots, int free) {}

    private static final String ABLE = """
            select r.tags, greatest(r.last_poll_at, r.registered_at) > now() - :poll * interval '1 millisecond' as asks,
                r.max_concurrency as most, (select count(*) from task t where t.runner_id = r.id
                    and t.claimed_at is not null and t.finished_at is null) as busy
            from runner r where is_heard_of(r, :offline) and not r.draining and not r.leaving and r.tags @> :tags
            """;

    private final FleetConfig fleet;

    Slots(FleetConfig fleet) {
        this.fleet = fleet;
    }

    /// The slots of the runners that have `tags` and are heard of.
    Serving serving(Handle handle, List<String> tags) {
        return handle.createQuery("""
                        select coalesce(sum(case when asks then greatest(most, busy) else busy end), 0) as slots,
                            coalesce(sum(case when asks then greatest(0, most - busy) else 0 end), 0) as free
                        from (%s) able
                        """.formatted(ABLE))
                .bindArray("tags", String.class, tags)
                .bind("poll", fleet.pollWait().plus(FleetConfig.BETWEEN_POLLS).toMillis())
                .bind("offline", fleet.offlineAfter().toMillis())
                .map((row, context) -> new Serving(row.getInt("slots"), row.getInt("free")))
                .one();
    }

    /// How many ready tasks are claimed before this one: those before it in the claims' order that a runner
    /// could take that could take this one; while there is none, those of its own lane.
    int ahead(Handle handle, UUID task, List<String> tags) {
        return handle.createQuery("""
                        with able as materialized (select distinct tags from (%s) able where asks or busy > 0)
                        select count(*) from task o join task t on t.id = :task
                        where o.hold_reason is null and o.claimed_at is null and o.finished_at is null
                            and (o.priority > t.priority
                                or o.priority = t.priority and (o.place, o.id) < (t.place, t.id))
                            and (o.tags = t.tags or exists (select from able where able.tags @> o.tags))
                        """.formatted(ABLE))
                .bindArray("tags", String.class, tags)
                .bind("task", task)
                .bind("poll", fleet.pollWait().plus(FleetConfig.BETWEEN_POLLS).toMillis())
                .bind("offline", fleet.offlineAfter().toMillis())
                .mapTo(Integer.class)
                .one();
    }
}
