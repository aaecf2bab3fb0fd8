package dev.paddock.controlplane.queue;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.QueueView;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Finds out why a run waits, from its open task and the runners that could take it.
@Singleton
class QueueReader {

    private static final QueueView NOT_WAITING = new QueueView(0, null, List.of());

    private record Waiting(String state, @Nullable String holdReason, List<String> tags, int ahead) {}

    private record Capacity(int runners, int free, int slots) {}

    private final Jdbi jdbi;
    private final FleetConfig fleet;

    QueueReader(Jdbi jdbi, FleetConfig fleet) {
        this.jdbi = jdbi;
        this.fleet = fleet;
    }

    /// The run's place in the queue; between its attempts too.
    QueueView find(RunId run) {
        return jdbi.withHandle(
                handle -> waiting(handle, run).map(task -> view(handle, task)).orElse(NOT_WAITING));
    }

    private static Optional<Waiting> waiting(Handle handle, RunId run) {
        return handle.createQuery("""
                        select t.state, t.hold_reason, t.tags, (select count(*) from task o where o.state = 'ready'
                            and (o.priority > t.priority
                                or o.priority = t.priority and (o.place, o.id) < (t.place, t.id))) as ahead
                        from task t where t.run_id = :run and t.state in ('held', 'ready')
                        """)
                .bind("run", run.value())
                .map((row, context) -> new Waiting(
                        row.getString("state"),
                        row.getString("hold_reason"),
                        Columns.texts(row, "tags"),
                        row.getInt("ahead")))
                .findOne();
    }

    private QueueView view(Handle handle, Waiting task) {
        if (task.holdReason() != null) {
            return new QueueView(0, null, List.of(task.holdReason()));
        }
        Capacity capacity = capacity(handle, task.tags());
        int position = task.ahead() + 1;
        if (capacity.runners() == 0) {
            return new QueueView(position, null, List.of("no_matching_runner"));
        }
        if (capacity.free() > task.ahead()) {
            return new QueueView(position, 0L, List.of());
        }
        return new QueueView(position, eta(handle, position, capacity.slots()), List.of("all_slots_busy"));
    }

    private Capacity capacity(Handle handle, List<String> tags) {
        return handle.createQuery("""
                        select count(*) as runners, coalesce(sum(greatest(0, slots - busy)), 0) as free,
                            coalesce(sum(slots), 0) as slots
                        from (select r.max_concurrency as slots, (select count(*) from task t where t.runner_id = r.id
                                and t.state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting')) as busy
                            from runner r where r.deregistered_at is null and not r.draining and r.tags @> :tags
                                and greatest(coalesce(r.last_heartbeat_at, r.registered_at), r.registered_at)
                                    > now() - :offline * interval '1 millisecond') able
                        """)
                .bindArray("tags", String.class, tags)
                .bind("offline", fleet.offlineAfter().toMillis())
                .map((row, context) -> new Capacity(row.getInt("runners"), row.getInt("free"), row.getInt("slots")))
                .one();
    }

    /// As many rounds as it takes to come to the place, each as long as the newest completed runs took on average.
    private static @Nullable Long eta(Handle handle, int position, int slots) {
        return handle.createQuery("""
                        select avg(extract(epoch from completed_at - started_at)) as seconds
                        from (select started_at, completed_at from run
                            where status = 'success' order by created_at desc, id desc limit 50) newest
                        """)
                .mapTo(Double.class)
                .findOne()
                .map(seconds -> Math.round(seconds * Math.ceilDiv(position, slots)))
                .orElse(null);
    }
}
