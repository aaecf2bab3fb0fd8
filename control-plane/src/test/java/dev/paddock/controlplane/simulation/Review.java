package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import dev.paddock.model.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A run: what the model believes of it, or what the ledger says.
final class Review {

    /// What was asked for.
    record Asked(
            String agent,
            String repository,
            @Nullable String group,
            @Nullable Integer pullRequest,
            String tag,
            int priority,
            @Nullable Instant notBefore,
            int maxAttempts,
            int timeoutSeconds) {}

    final String id;
    final Asked asked;
    RunStatus status = RunStatus.QUEUED;
    long version = 1;

    @Nullable
    String supersededBy;

    @Nullable
    String reason;

    final List<String> events = new ArrayList<>();
    final List<Attempt> attempts = new ArrayList<>();

    Review(String id, Asked asked) {
        this.id = id;
        this.asked = asked;
    }

    Review copy() {
        Review copy = new Review(id, asked);
        copy.status = status;
        copy.version = version;
        copy.supersededBy = supersededBy;
        copy.reason = reason;
        copy.events.addAll(events);
        attempts.forEach(attempt -> copy.attempts.add(attempt.copy()));
        return copy;
    }

    /// A change that is told.
    void tell(String event) {
        version++;
        events.add(event);
    }

    Optional<Attempt> open() {
        return attempts.stream().filter(Attempt::isOpen).findFirst();
    }

    long ended(TaskState... states) {
        return attempts.stream()
                .filter(attempt -> List.of(states).contains(attempt.state))
                .count();
    }
}
