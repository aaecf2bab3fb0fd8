package dev.paddock.controlplane.queue;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.run.QueueView;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Finds out why a run waits, from its open task and the runners that could take it.
@Singleton
class QueueReader {

    private static final QueueView NOT_WAITING = new QueueView(0, null, List.of());

    /// An open task that waits.
    ///
    /// @param left how long it is held at least, where a time holds it
    private record Waiting(
            UUID task,
            @Nullable String holdReason,
            boolean paused,
            @Nullable Duration left,
            String agent,
            List<String> tags) {}

    private final Jdbi jdbi;
    private final Slots slots;

    QueueReader(Jdbi jdbi, Slots slots) {
        this.jdbi = jdbi;
        this.slots = slots;
    }

    /// The run's place in the queue; between its attempts too.
    QueueView find(RunId run) {
        return jdbi.withHandle(
                handle -> waiting(handle, run).map(task -> view(handle, task)).orElse(NOT_WAITING));
    }

    private static Optional<Waiting> waiting(Handle handle, RunId run) {
        return handle.createQuery("""
                        select t.id, t.hold_reason, a.status = 'paused' as paused, a.id as agent, t.tags,
                            t.held_until, now() as now
                        from task t join run r on r.id = t.run_id join agent a on a.id = r.agent_id
                        where t.run_id = :run and t.state in ('held', 'ready')
                        """)
                .bind("run", run.value())
                .map((row, context) -> new Waiting(
                        row.getObject("id", UUID.class),
                        row.getString("hold_reason"),
                        row.getBoolean("paused"),
                        left(Columns.instantOrNull(row, "held_until"), Columns.instant(row, "now")),
                        row.getString("agent"),
                        Columns.texts(row, "tags")))
                .findOne();
    }

    private static @Nullable Duration left(@Nullable Instant until, Instant now) {
        return until == null || until.isBefore(now) ? null : Duration.between(now, until);
    }

    private QueueView view(Handle handle, Waiting task) {
        String held = task.holdReason();
        if (held != null) {
            return held(task, held);
        }
        int ahead = slots.ahead(handle, task.task(), task.tags());
        Slots.Serving serving = slots.serving(handle, task.tags());
        int position = ahead + 1;
        if (serving.slots() == 0) {
            return new QueueView(position, null, List.of("no_matching_runner"));
        }
        int free = Math.max(0, serving.free());
        if (free > ahead) {
            return new QueueView(position, 0L, List.of());
        }
        // Those ahead fill the free slots first; then every slot takes one more in the time that a run takes.
        int rounds = Math.ceilDiv(position - free, serving.slots());
        Long eta = seconds(handle, task).map(each -> Math.round(each * rounds)).orElse(null);
        return new QueueView(position, eta, List.of("all_slots_busy"));
    }

    /// A time to wait for is a lower bound of when it starts; of anything else that holds it nothing is known.
    private static QueueView held(Waiting task, String reason) {
        List<String> reasons = task.paused() && !reason.equals("paused") ? List.of(reason, "paused") : List.of(reason);
        boolean timed = reason.equals("not_before") || reason.equals("backoff");
        Duration wait = timed && !task.paused() ? task.left() : null;
        return new QueueView(0, wait == null ? null : wait.plusMillis(999).toSeconds(), reasons);
    }

    /// How long an attempt takes: the average of those in the same lane among the 500 tasks that ended last,
    /// else of those of the same agent; empty when there are none.
    private static Optional<Double> seconds(Handle handle, Waiting task) {
        return handle.createQuery("""
                        select coalesce(avg(seconds) filter (where in_lane), avg(seconds) filter (where by_agent))
                        from (select extract(epoch from t.finished_at - t.claimed_at) as seconds,
                                t.tags = :tags as in_lane, r.agent_id = :agent as by_agent
                            from (select * from task where finished_at is not null
                                order by finished_at desc limit 500) t join run r on r.id = t.run_id
                            where t.state = 'succeeded') newest
                        """)
                .bindArray("tags", String.class, task.tags())
                .bind("agent", task.agent())
                .map((row, context) -> Optional.ofNullable(row.getObject(1, BigDecimal.class)))
                .one()
                .map(average -> Objects.requireNonNull(average).doubleValue());
    }
}
