package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Fixes the commit of runs that name a branch, so that every attempt reviews the same one.
@Singleton
class ResolveRefs {

    private static final int AT_ONCE = 8;
    // The longest a try may take, and a margin: then another replica may try.
    private static final Duration TAKEN = Duration.ofSeconds(30);

    private record Unresolved(
            RunId run,
            String url,
            @Nullable String branch,
            @Nullable String base,
            int tries) {}

    private final Store store;
    private final RefResolver resolver;
    private final DispatchConfig config;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Loop loop;

    ResolveRefs(Store store, RefResolver resolver, DispatchConfig config) {
        this.store = store;
        this.resolver = resolver;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        loop = Loop.start("ref resolver", config.look(), this::resolve);
    }

    void stop(@Observes ShutdownEvent event) {
        if (loop != null) {
            loop.close();
        }
        threads.shutdownNow();
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) TaskStore.MadeReady ready) {
        if (loop != null) {
            loop.wake();
        }
    }

    private boolean resolve() throws Exception {
        List<Unresolved> batch = store.take(AT_ONCE, TAKEN);
        List<? extends Future<?>> tries =
                batch.stream().map(one -> threads.submit(() -> resolve(one))).toList();
        for (Future<?> one : tries) {
            one.get();
        }
        return batch.size() == AT_ONCE;
    }

    private void resolve(Unresolved one) {
        RefResolver.Answer answer = resolver.resolve(one.url(), one.branch(), one.base());
        boolean again = answer instanceof RefResolver.Answer.Failed failed
                && failed.reason() == FailureReason.SOURCE_UNAVAILABLE
                && one.tries() < config.resolveTries();
        if (!again) {
            store.settle(one.run(), answer);
        }
        // Else the task stays held, and its turn comes again.
    }

    /// The ledger's side of it.
    @Singleton
    static class Store {

        private final Jdbi jdbi;
        private final RunStore runs;
        private final TaskStore tasks;
        private final EndRun endRun;
        private final Event<TaskStore.MadeReady> ready;

        Store(Jdbi jdbi, RunStore runs, TaskStore tasks, EndRun endRun, Event<TaskStore.MadeReady> ready) {
            this.jdbi = jdbi;
            this.runs = runs;
            this.tasks = tasks;
            this.endRun = endRun;
            this.ready = ready;
        }

        /// Takes runs to resolve, for so long that no other replica tries them meanwhile.
        List<Unresolved> take(int limit, Duration taken) {
            return jdbi.withHandle(handle -> handle.createQuery("""
                            update task t set resolve_tries = resolve_tries + 1,
                                held_until = now() + least(:taken, 2000 * power(4, resolve_tries))
                                    * interval '1 millisecond'
                            from run r join repository p on p.id = r.repository_id
                            where r.id = t.run_id and t.id in (select id from task
                                where state = 'held' and hold_reason = 'resolving_ref'
                                    and (held_until is null or held_until <= now())
                                order by id limit :limit for no key update skip locked)
                            returning t.run_id, p.clone_url, coalesce(r.branch, p.default_branch) as branch,
                                case when r.base_sha is null then r.base end as base, t.resolve_tries
                            """)
                    .bind("taken", taken.toMillis())
                    .bind("limit", limit)
                    .map((row, context) -> new Unresolved(
                            new RunId(row.getString("run_id")),
                            row.getString("clone_url"),
                            row.getString("branch"),
                            row.getString("base"),
                            row.getInt("resolve_tries")))
                    .list());
        }

        /// Stores the commits and lets the task go, or fails the run.
        @Transactional
        public void settle(RunId id, RefResolver.Answer answer) {
            RunStore.Locked run = runs.lock(id).orElseThrow();
            TaskStore.Row task = tasks.open(id).orElse(null);
            if (task == null || run.status().isTerminal()) {
                return;
            }
            switch (answer) {
                case RefResolver.Answer.Failed(FailureReason reason, String message) ->
                    endRun.fail(task, reason, message);
                case RefResolver.Answer.Found(String commit, String base) -> {
                    runs.resolve(id, commit, base);
                    letGo(task, run.notBefore());
                }
            }
        }

        private void letGo(TaskStore.Row task, @Nullable Instant notBefore) {
            if (notBefore == null) {
                tasks.makeReady(task.id());
                ready.fire(new TaskStore.MadeReady());
            } else {
                tasks.hold(task.id(), TaskStore.Hold.NOT_BEFORE, notBefore);
            }
        }
    }
}
