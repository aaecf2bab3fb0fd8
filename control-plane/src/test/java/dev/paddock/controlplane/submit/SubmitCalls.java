package dev.paddock.controlplane.submit;

import dev.paddock.model.run.RunSpec;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Submissions that share a transaction of their own.
@Singleton
public class SubmitCalls {

    /// A submission by `scope`; without a key each is a new run.
    public record Wanted(
            RunSpec spec, String scope, @Nullable String key) {}

    private final AcceptRuns accept;

    SubmitCalls(AcceptRuns accept) {
        this.accept = accept;
    }

    /// What becomes of each, in their order.
    public List<SubmitRun.Outcome> submit(List<Wanted> wanted) {
        return accept.accept(wanted.stream()
                .map(one -> new SubmitRun.Request(
                        SubmissionRules.complete(one.spec()), "test", one.scope(), one.key(), null))
                .toList());
    }
}
