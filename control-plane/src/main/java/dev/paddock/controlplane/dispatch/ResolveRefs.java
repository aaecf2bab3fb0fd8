package dev.paddock.controlplane.dispatch;

import dev.paddock.controlplane.loop.Loop;
import dev.paddock.controlplane.repository.Credentials;
import dev.paddock.controlplane.repository.SealedCredential;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.run.TaskStore;
import dev.paddock.controlplane.submit.StoreRuns;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Fixes the commit of runs that name a branch, so that every attempt reviews the same one.
@Singleton
class ResolveRefs {

    private static final int AT_ONCE = 8;
    // Longer than a try may take: then another replica may try.
    private static final Duration TAKEN = Duration.ofSeconds(30);
    // The git client's own time limit, which counts from each byte, comes first where it can.
    private static final Duration MARGIN = Duration.ofSeconds(1);
    // Before the second try; four times as long before the third.
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    private record Unresolved(
            RunId run,
            String url,
            SealedCredential credential,
            @Nullable String branch,
            @Nullable String base,
            int tries) {}

    private final Store store;
    private final RefResolver resolver;
    private final Credentials credentials;
    private final DispatchConfig config;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Loop loop;

    ResolveRefs(Store store, RefResolver resolver, Credentials credentials, DispatchConfig config) {
        this.store = store;
        this.resolver = resolver;
        this.credentials = credentials;
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

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) StoreRuns.Unresolved added) {
        if (loop != null) {
            loop.wake();
        }
    }

    private boolean resolve() throws Exception {
        List<Unresolved> batch = store.take(AT_ONCE, TAKEN);
        CompletionService<RefResolver.Answer> answers = new ExecutorCompletionService<>(threads);
        Map<Future<RefResolver.Answer>, Unresolved> asked = new HashMap<>();
        batch.forEach(one -> asked.put(answers.submit(() -> ask(one)), one));
        long deadline = System.nanoTime() + config.resolveTimeout().plus(MARGIN).toNanos();
        while (!asked.isEmpty()) {
            Future<RefResolver.Answer> next = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                asked.forEach(this::giveUp);
                break;
            }
            settle(Objects.requireNonNull(asked.remove(next)), next.get());
        }
        return batch.size() == AT_ONCE;
    }

    private RefResolver.Answer ask(Unresolved one) {
        return resolver.resolve(one.url(), credentials.authorization(one.credential()), one.branch(), one.base());
    }

    /// A repository that goes on answering a little, for ever, holds up nobody.
    private void giveUp(Future<RefResolver.Answer> asked, Unresolved one) {
        asked.cancel(true);
        settle(
                one,
                new RefResolver.Answer.Failed(
                        FailureReason.SOURCE_UNAVAILABLE,
                        "The repository " + one.url() + " did not answer in time; check that it can be reached."));
    }

    private void settle(Unresolved one, RefResolver.Answer answer) {
        boolean again = answer instanceof RefResolver.Answer.Failed failed
                && failed.reason() == FailureReason.SOURCE_UNAVAILABLE
                && one.tries() < config.resolveTries();
        if (again) {
            store.postpone(one.run(), FIRST_PAUSE.multipliedBy(1L << (2 * (one.tries() - 1))));
        } else {
            store.settle(one.run(), answer);
        }
    }

    /// The ledger's side of it.
    @Singleton
    static class Store {

        private final Jdbi jdbi;
        private final RunStore runs;
        private final TaskStore tasks;
        private final EndRun endRun;
        private final Admission admission;

        Store(Jdbi jdbi, RunStore runs, TaskStore tasks, EndRun endRun, Admission admission) {
            this.jdbi = jdbi;
            this.runs = runs;
            this.tasks = tasks;
            this.endRun = endRun;
            this.admission = admission;
        }

        /// Takes runs to resolve, for so long that no other replica tries them meanwhile.
        List<Unresolved> take(int limit, Duration taken) {
            return jdbi.withHandle(handle -> handle.createQuery("""
                            update task t set resolve_tries = resolve_tries + 1,
                                held_until = now() + :taken * interval '1 millisecond'
                            from run r join repository p on p.id = r.repository_id
                            where r.id = t.run_id and t.id in (select id from task
                                where state = 'held' and hold_reason = 'resolving_ref'
                                    and (held_until is null or held_until <= now())
                                order by id limit :limit for no key update skip locked)
                            returning t.run_id, p.clone_url, p.id as repository_id, p.credential,
                                coalesce(r.commit_sha, r.branch, p.default_branch) as branch,
                                case when r.base_sha is null then r.base end as base, t.resolve_tries
                            """)
                    .bind("taken", taken.toMillis())
                    .bind("limit", limit)
                    .map((row, context) -> new Unresolved(
                            new RunId(row.getString("run_id")),
                            row.getString("clone_url"),
                            SealedCredential.of(row),
                            row.getString("branch"),
                            row.getString("base"),
                            row.getInt("resolve_tries")))
                    .list());
        }

        /// Nothing was found out; the task's turn comes again after `pause`.
        void postpone(RunId run, Duration pause) {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            update task set held_until = now() + :pause * interval '1 millisecond'
                            where run_id = :run and state = 'held' and hold_reason = 'resolving_ref'
                            """)
                    .bind("run", run.value())
                    .bind("pause", pause.toMillis())
                    .execute());
        }

        /// Stores the commits and lets the task go, or fails the run. An answer that comes after another replica's says
        /// nothing any more: the run may have gone on.
        @Transactional
        public void settle(RunId id, RefResolver.Answer answer) {
            RunStore.Locked run = runs.lock(id).orElseThrow();
            TaskStore.Row task = tasks.open(id).orElse(null);
            if (task == null || !isUnresolved(task.id())) {
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

        private boolean isUnresolved(UUID task) {
            return jdbi.withHandle(handle -> handle.createQuery("""
                            select state = 'held' and hold_reason = 'resolving_ref' from task where id = :id
                            """)
                    .bind("id", task)
                    .mapTo(Boolean.class)
                    .one());
        }

        private void letGo(TaskStore.Row task, @Nullable Instant notBefore) {
            if (notBefore == null) {
                admission.admit(List.of(task.id()));
            } else {
                tasks.hold(task.id(), TaskStore.Hold.NOT_BEFORE, notBefore);
            }
        }
    }
}
