package dev.paddock.controlplane.run;

import dev.paddock.controlplane.event.UrgentEvent;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The SQL that ends tasks, and what of it others are told. Who ends a task holds its run's lock.
@Singleton
public class EndStore {

    /// Fired when a task ended that counted for a concurrency group; heard after commit.
    public record Freed(String group) {}

    /// Fired when tasks ended; heard after commit.
    ///
    /// @param seconds from the claim of each; tasks that nobody claimed are left out
    public record Ended(TaskState state, List<Double> seconds) {}

    private record Gone(@Nullable String group, @Nullable Double seconds) {}

    // What an update that ends tasks tells of each: its group, and how long ago it was claimed.
    private static final String GONE =
            " returning t.group_key, extract(epoch from clock_timestamp() - t.claimed_at)::float8 as seconds";

    private final Jdbi jdbi;
    private final Event<Freed> freed;
    private final Event<Ended> ended;
    private final Event<UrgentEvent> urgent;

    EndStore(Jdbi jdbi, Event<Freed> freed, Event<Ended> ended, Event<UrgentEvent> urgent) {
        this.jdbi = jdbi;
        this.freed = freed;
        this.ended = ended;
        this.urgent = urgent;
    }

    /// Ends a task that is not ended yet; false when it is. One that nobody claimed leaves its place: its repository
    /// got nothing for it, and must not stand further behind.
    boolean end(UUID id, TaskState state, @Nullable FailureReason reason, @Nullable String message) {
        return jdbi.withHandle(handle -> end(
                state,
                handle.createQuery("""
                        update task t set state = :state, hold_reason = null, held_until = null,
                            place = case when claimed_at is not null then place end,
                            finished_at = now(), reason = :reason, message = :message,
                            cancelled_at = case when :state = 'cancelled' and runner_id is not null
                                then now() end
                        where t.id = :id and t.finished_at is null
                        """ + GONE)
                        .bind("id", id)
                        .bind("state", state.wire())
                        .bind("reason", reason == null ? null : reason.wire())
                        .bind("message", message)));
    }

    /// As [#end], of a task whose run was cancelled; whoever holds it is told at once.
    void cancel(TaskStore.Row task) {
        end(task.id(), TaskState.CANCELLED, null, null);
        if (task.runnerId() != null) {
            urgent.fire(new UrgentEvent());
        }
    }

    /// Ends tasks by `update` and tells of it; false when there were none to end.
    private boolean end(TaskState state, Query update) {
        List<Gone> gone = update.map(
                        (row, context) -> new Gone(row.getString("group_key"), row.getObject("seconds", Double.class)))
                .list();
        gone.stream()
                .flatMap(task -> Stream.ofNullable(task.group()))
                .distinct()
                .forEach(group -> freed.fire(new Freed(group)));
        List<Double> seconds =
                gone.stream().flatMap(task -> Stream.ofNullable(task.seconds())).toList();
        if (!seconds.isEmpty()) {
            ended.fire(new Ended(state, seconds));
        }
        return !gone.isEmpty();
    }

    /// Ends live tasks with the results of these digests.
    void succeed(List<UUID> ids, List<byte[]> digests) {
        jdbi.useHandle(handle -> end(
                TaskState.SUCCEEDED,
                handle.createQuery("""
                        update task t set state = 'succeeded', finished_at = now(),
                            result_digest = decode(ended.digest, 'hex')
                        from unnest(:ids, :digests) as ended (id, digest)
                        where t.id = ended.id and t.finished_at is null
                        """ + GONE)
                        .bindArray("ids", UUID.class, ids)
                        .bindArray(
                                "digests",
                                String.class,
                                digests.stream().map(HexFormat.of()::formatHex).toList())));
    }

    /// Remembers which result ended a task, so that a repeat of it is known.
    public void rememberResult(UUID id, byte[] digest) {
        jdbi.useHandle(handle -> handle.createUpdate("update task set result_digest = :digest where id = :id")
                .bind("id", id)
                .bind("digest", digest)
                .execute());
    }

    /// Whoever held `task` until its run was cancelled has stopped its work: it need not be told any more. Any other
    /// task stays as it is.
    public void letGo(TaskStore.Row task) {
        if (task.state() == TaskState.CANCELLED && task.leased()) {
            jdbi.useHandle(handle -> handle.execute(
                    "update task set lease_until = now() where id = ? and state = 'cancelled'", task.id()));
        }
    }

    /// How the run's attempts ended so far.
    Verdict.History history(RunId run, int maxAttempts) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select count(*) filter (where state = 'lost') as lost,
                            count(*) filter (where state = 'failed') as failed,
                            count(*) filter (where state in ('returned', 'unconfirmed')) as free
                        from task where run_id = :run
                        """)
                .bind("run", run.value())
                .map((row, context) ->
                        new Verdict.History(row.getInt("lost"), row.getInt("failed"), row.getInt("free"), maxAttempts))
                .one());
    }
}
