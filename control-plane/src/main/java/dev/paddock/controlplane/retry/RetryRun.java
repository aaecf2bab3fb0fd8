package dev.paddock.controlplane.retry;

import dev.paddock.controlplane.http.MergePatch;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.RunStore;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.submit.ConfigRules;
import dev.paddock.controlplane.submit.StoreRuns;
import dev.paddock.controlplane.usage.Plans;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a new run of what an ended one reviewed. The old one stays as it is.
@Singleton
class RetryRun {

    private final OriginalStore originals;
    private final StoreRuns store;
    private final Plans plans;

    RetryRun(OriginalStore originals, StoreRuns store, Plans plans) {
        this.plans = plans;
        this.originals = originals;
        this.store = store;
    }

    /// The new run's id. It reviews the same commit with the same settings, `override` over them, and supersedes
    /// nothing.
    /// 402 when the repository may not have another run; 404; 409 `run_not_finished` and `run_ingested`;
    /// 422 `config_not_overridable`, `unknown_agent` and `unknown_repository` when what it needs was deleted.
    @Transactional
    public RunId retry(RunId id, Map<String, @Nullable Object> override, String by, String traceparent) {
        ConfigRules.check("config_override", override);
        OriginalStore.Original original =
                originals.find(id).orElseThrow(() -> ProblemException.notFound("run", id.value()));
        expectRepeatable(id, original);
        plans.expectRun(original.repositoryId());
        RunId again = Ids.run();
        store.store(List.of(new RunStore.NewRun(
                again,
                original.repositoryId(),
                original.agentId(),
                original.spec(),
                original.tags(),
                original.baseSha(),
                MergePatch.merge(original.config(), override),
                original.timeoutSeconds(),
                original.maxAttempts(),
                by,
                traceparent,
                false,
                id)));
        return again;
    }

    private static void expectRepeatable(RunId id, OriginalStore.Original original) {
        if (original.ingested()) {
            throw new ProblemException(
                    ProblemCode.RUN_INGESTED,
                    "The run " + id + " was reported, not executed here; send another report instead of a retry.");
        }
        if (!original.status().isTerminal()) {
            throw new ProblemException(
                    ProblemCode.RUN_NOT_FINISHED,
                    "The run " + id + " is " + original.status().wire()
                            + "; wait for its end or cancel it before you retry it.");
        }
        if (original.agentGone()) {
            throw new ProblemException(
                    ProblemCode.UNKNOWN_AGENT,
                    "The review agent of the run " + id + " was deleted; submit a run for another agent.");
        }
        if (original.repositoryGone()) {
            throw new ProblemException(
                    ProblemCode.UNKNOWN_REPOSITORY,
                    "The repository of the run " + id + " was deleted; register it anew and submit a run.");
        }
    }
}
