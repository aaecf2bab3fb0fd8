package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/// Looks at the ledger again and again: ends what ran out, lets go what was held long enough. Any replica may do
/// it; each change is made under its run's lock by who still finds it true there.
@Singleton
class Sweeper {

    private static final int BATCH = 200;

    private final EndLeases endLeases;
    private final Held held;
    private final LeaseConfig config;

    Sweeper(EndLeases endLeases, Held held, LeaseConfig config) {
        this.endLeases = endLeases;
        this.held = held;
        this.config = config;
    }

    @Produces
    @Singleton
    Chore sweeps() {
        return new Chore("sweeper", config.sweep(), this::sweep);
    }

    /// One sweep. True when there is more to let go.
    boolean sweep() {
        List<Runnable> turns = new ArrayList<>(endLeases.turns());
        List<TaskStore.Row> due = held.due(BATCH);
        due.forEach(task -> turns.add(() -> held.letGo(task.runId())));
        held.forgotten(config.queueTimeout().toSeconds()).forEach(ended -> turns.add(() -> held.giveUp(ended)));
        Loop.runAll(turns);
        return due.size() == BATCH;
    }

    /// Tasks that wait.
    @Singleton
    static class Held {

        private final Jdbi jdbi;
        private final RunStore runs;
        private final TaskStore tasks;
        private final EndRun endRun;
        private final Admission admission;

        Held(Jdbi jdbi, RunStore runs, TaskStore tasks, EndRun endRun, Admission admission) {
            this.jdbi = jdbi;
            this.runs = runs;
            this.tasks = tasks;
            this.endRun = endRun;
            this.admission = admission;
        }

        List<TaskStore.Row> due(int limit) {
            return tasks.dueHeld(limit);
        }

        /// Makes the run's task ready if its time is over.
        @Transactional
        public void letGo(RunId id) {
            runs.lock(id);
            tasks.dueHeld(id).ifPresent(task -> {
                admission.admit(List.of(task.id()));
            });
        }

        /// Tasks that nobody served, be it the run's first or a later one, whatever held them: a gate that
        /// waits for an agent which stays paused gets its answer too. Only a time that the caller asked for
        /// does not count.
        List<Expiries.Ended> forgotten(long seconds) {
            return jdbi.withHandle(handle -> handle.createQuery("""
                            select t.run_id, t.id from task t join run r on r.id = t.run_id
                            where t.claimed_at is null and t.finished_at is null
                                and t.created_at < now() - :seconds * interval '1 second'
                                and coalesce(r.not_before < now() - :seconds * interval '1 second', true)
                            order by t.run_id limit 200
                            """)
                    .bind("seconds", seconds)
                    .map((row, context) ->
                            new Expiries.Ended(new RunId(row.getString("run_id")), row.getObject("id", UUID.class)))
                    .list());
        }

        @Transactional
        public void giveUp(Expiries.Ended forgotten) {
            runs.lock(forgotten.run());
            TaskStore.Row task = tasks.find(forgotten.task()).orElseThrow();
            if (task.state() == TaskState.HELD || task.state() == TaskState.READY) {
                endRun.fail(task, FailureReason.TIMEOUT, "No runner served the run within its time in the queue.");
            }
        }
    }
}
