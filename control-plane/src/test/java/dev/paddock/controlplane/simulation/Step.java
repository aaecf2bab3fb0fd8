package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import dev.paddock.model.task.TaskPhase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One thing that somebody does. Said in full, so that a list of them tells the whole story.
sealed interface Step {

    /// Submissions of one transaction.
    record Submit(List<Request> requests) implements Step {}

    /// A submission; without a key each is a new run.
    record Request(Review.Asked asked, @Nullable String key) {}

    record Cancel(String run) implements Step {}

    /// One turn of a replica's claim loop.
    record Claim(int replica, List<Poll> polls) implements Step {}

    /// A runner enters a phase; the first one confirms.
    record Phase(String run, UUID task, TaskPhase phase, String keyId) implements Step {}

    /// @param offline whether the runner says of itself that it is
    /// @param named null = everything the runner holds
    record Beat(
            String runner,
            String keyId,
            boolean offline,
            int jobs,
            @Nullable List<UUID> named) implements Step {}

    /// A result of an attempt, as one of the ways it can end.
    record Result(String run, int attempt, UUID task, String runner, String keyId, Way way) implements Step {

        String digest() {
            return way + " of " + task + " by " + runner;
        }
    }

    /// How a result says that an attempt ended.
    enum Way {
        REVIEWED,
        OTHER_COMMIT,
        SOURCE_UNAVAILABLE,
        SANDBOX_FAILED,
        REVIEW_FAILED,
        TIMEOUT
    }

    record HandBack(String run, UUID task) implements Step {}

    /// One sweep of one replica.
    record Sweep() implements Step {}

    /// One look at whose turn it is.
    record Look() implements Step {}

    /// A replica heard that a member of the group ended.
    record Freed(String group) implements Step {}

    /// An agent changes.
    ///
    /// @param followed whether its tasks follow at once; they do not when the replica dies in between
    record Change(String agent, Setting setting, @Nullable Integer limit, boolean followed) implements Step {}

    /// What of an agent changes.
    enum Setting {
        PAUSED,
        ACTIVE,
        LIMIT,
        SUPERSEDE
    }

    record Register(String runner, String keyId, String session, int slots, List<String> tags) implements Step {}

    record Deregister(String runner, String keyId) implements Step {}

    record Drain(String runner, boolean draining) implements Step {}

    /// Time passes.
    ///
    /// @param swept whether the ledger is swept all the while, by somebody who finds nothing
    record Pass(Duration time, boolean swept) implements Step {}

    /// A look at what runners are told between their calls.
    record Orders(List<String> runners, Duration back) implements Step {}

    /// Steps that are made at the same time.
    ///
    /// @param seed of whose statement comes when
    record Race(List<Step> steps, long seed) implements Step {}
}
