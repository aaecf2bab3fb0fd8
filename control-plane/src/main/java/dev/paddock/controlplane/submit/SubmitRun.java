package dev.paddock.controlplane.submit;

import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.sql.Outages;
import dev.paddock.controlplane.tenant.TenantCheck;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Accepts runs: one is accepted when its row, its task and its event are committed, all or none. Submissions that come
/// at the same time share a transaction.
@Singleton
public class SubmitRun {

    /// Who asks, and how a repeat of the same request is known.
    ///
    /// @param by the key's id, or what else names the caller
    /// @param scope whose `key` it is
    /// @param key the caller's idempotency key; null = every request is a new run
    /// @param traceparent W3C trace context of the call
    /// @param origin what the audit log says of the caller
    public record Request(
            RunSpec spec,
            String by,
            String scope,
            @Nullable String key,
            @Nullable String traceparent,
            Origin origin) {

        /// A request from nobody knows where.
        public Request(RunSpec spec, String by, String scope, @Nullable String key, @Nullable String traceparent) {
            this(spec, by, scope, key, traceparent, Origin.of(by));
        }
    }

    /// What became of a request.
    public sealed interface Outcome {

        /// It is this run; the first one's when the request is a repeat.
        record Accepted(RunId id) implements Outcome {}

        /// It was refused, and nothing is stored.
        record Refused(ProblemException problem) implements Outcome {}

        /// The server failed on it; nothing is stored.
        record Failed(RuntimeException failure) implements Outcome {}

        /// Nobody has registered the repository at this URL.
        record Unregistered(String url) implements Outcome {}
    }

    private static final int TOGETHER = 128;

    private final Targets targets;
    private final TenantCheck tenants;
    private final GroupCommit<Request, Outcome> commits;

    SubmitRun(AcceptRuns accept, Targets targets, TenantCheck tenants) {
        this.targets = targets;
        this.tenants = tenants;
        this.commits = GroupCommit.start("submissions", TOGETHER, accept::accept);
    }

    void stop(@Observes ShutdownEvent event) {
        commits.close();
    }

    /// The accepted run's id; the first one's when the request is a repeat. Problems: 400 and 422 as documented, and
    /// 404 for a repository beyond the limits of whoever makes the call being answered.
    public RunId submit(Request request) {
        if (tenants.limited()) {
            RunSpec spec = SubmissionRules.complete(request.spec());
            tenants.expectRepository(Objects.requireNonNull(spec.repository()));
            targets.expectAgent(spec, tenants.scope());
        }
        return switch (settle(request, join(offer(request)))) {
            case Outcome.Accepted(RunId id) -> id;
            case Outcome.Refused(ProblemException problem) -> throw problem;
            case Outcome.Failed(RuntimeException failure) -> throw failure;
            case Outcome.Unregistered(String url) -> throw new IllegalStateException(url + " was just registered");
        };
    }

    /// What becomes of each request; the runs are made in this order. Throws only when the ledger is away: then any of
    /// them may be made, and all may be asked for again if they have keys.
    public List<Outcome> submitInOrder(List<Request> requests) {
        targets.register(requests);
        List<CompletableFuture<Outcome>> asked =
                requests.stream().map(this::offer).toList();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            outcomes.add(settle(requests.get(i), join(asked.get(i))));
        }
        return outcomes;
    }

    private CompletableFuture<Outcome> offer(Request request) {
        try {
            return commits.offer(new Request(
                    SubmissionRules.complete(request.spec()),
                    request.by(),
                    request.scope(),
                    request.key(),
                    request.traceparent(),
                    request.origin()));
        } catch (ProblemException problem) {
            return CompletableFuture.completedFuture(new Outcome.Refused(problem));
        }
    }

    private Outcome settle(Request request, Outcome outcome) {
        if (!(outcome instanceof Outcome.Unregistered)) {
            return outcome;
        }
        return targets.register(request).<Outcome>map(Outcome.Refused::new).orElseGet(() -> join(offer(request)));
    }

    private static Outcome join(CompletableFuture<Outcome> asked) {
        try {
            return asked.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure && !Outages.isOutage(failure)) {
                return new Outcome.Failed(failure);
            }
            throw e.getCause() instanceof RuntimeException away ? away : e;
        }
    }
}
