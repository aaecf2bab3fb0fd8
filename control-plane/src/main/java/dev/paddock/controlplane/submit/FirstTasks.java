package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskStore.Hold;
import dev.paddock.controlplane.run.TurnStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// The SQL of the first tasks of runs that are being stored.
@Singleton
class FirstTasks {

    /// The first task of a run.
    ///
    /// @param until when a task held by [Hold#NOT_BEFORE] may go; null = now
    record NewTask(
            UUID id,
            RunStore.NewRun run,
            Hold hold,
            @Nullable Instant until) {

        /// Whether no time and no unknown commit holds it.
        boolean isFree() {
            return hold == Hold.NOT_BEFORE && until == null;
        }

        private String lane() {
            return run.tags().isEmpty() ? "default" : String.join(",", run.tags());
        }

        private int priority() {
            return Objects.requireNonNull(run.spec().priority()).level();
        }
    }

    private static final String ADD_READY = """
            with added as (
                select a.*, row_number() over (partition by repository_id order by nth) as of_repository
                from unnest(:ids, :runs, :repositories, :lanes, :tags, :priorities) with ordinality
                    as a (id, run_id, repository_id, lane, tags, priority, nth)
            ), %s, behind as (
                select repository_id, coalesce((select max(place) from task t
                    where t.repository_id = r.repository_id and t.place is not null), 0) as place
                from (select distinct repository_id from added) r
            ), stored as (
                insert into task (id, run_id, repository_id, attempt, lane, tags, priority, state,
                    ready_at, place)
                select a.id, a.run_id, a.repository_id, 1, a.lane, string_to_array(a.tags, ','),
                    a.priority, 'ready', clock_timestamp(),
                    greatest(front.place, behind.place + 1) + a.of_repository - 1
                from added a join behind using (repository_id) join front using (lane, priority) order by a.nth
            )
            insert into announcement (task_id) select id from added
            """.formatted(TurnStore.FRONT.formatted("added"));

    private final Jdbi jdbi;

    FirstTasks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Adds tasks that wait.
    void addHeld(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> {
            PreparedBatch batch = handle.prepareBatch("""
                    insert into task (id, run_id, repository_id, attempt, lane, tags, priority, state, hold_reason,
                        held_until)
                    values (:id, :run, :repository, 1, :lane, :tags, :priority, 'held', :hold, :until)
                    """);
            for (NewTask task : tasks) {
                batch.bind("id", task.id())
                        .bind("run", task.run().id().value())
                        .bind("repository", task.run().repositoryId())
                        .bind("lane", task.lane())
                        .bindArray("tags", String.class, task.run().tags())
                        .bind("priority", task.priority())
                        .bind("hold", task.hold().wire())
                        .bind("until", task.until())
                        .add();
            }
            batch.execute();
        });
    }

    /// Adds tasks that nothing holds, each at its place: the same as adding and admitting them, in one write a task.
    /// A tag holds no comma, so that one text can carry a task's tags.
    void addReady(List<NewTask> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        jdbi.useHandle(handle -> handle.createUpdate(ADD_READY)
                .bindArray("ids", UUID.class, tasks.stream().map(NewTask::id).toList())
                .bindArray(
                        "runs",
                        String.class,
                        texts(tasks, task -> task.run().id().value()))
                .bindArray(
                        "repositories",
                        String.class,
                        texts(tasks, task -> task.run().repositoryId()))
                .bindArray("lanes", String.class, texts(tasks, NewTask::lane))
                .bindArray(
                        "tags",
                        String.class,
                        texts(tasks, task -> String.join(",", task.run().tags())))
                .bindArray(
                        "priorities",
                        Integer.class,
                        tasks.stream().map(NewTask::priority).toList())
                .execute());
    }

    private static List<String> texts(List<NewTask> tasks, Function<NewTask, String> text) {
        return tasks.stream().map(text).toList();
    }
}
