package dev.paddock.controlplane.lease;

import dev.paddock.controlplane.loop.GroupCommit;
import dev.paddock.controlplane.loop.Rounds;
import dev.paddock.controlplane.sql.Keyed;
import dev.paddock.model.task.TaskPhase;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Takes runners' phases; those that come at the same time share a statement.
@Singleton
class Phases {

    private static final int TOGETHER = 200;

    private final Leases leases;
    private final GroupCommit<Leases.Entry, Optional<Instant>> commits;

    Phases(Leases leases) {
        this.leases = leases;
        this.commits = GroupCommit.start("phases", TOGETHER, Keyed.work(this::enter));
    }

    void stop(@Observes ShutdownEvent event) {
        commits.close();
    }

    /// Moves a task to `phase`, renews and confirms it; returns the end of its lease. Empty when the caller `keyId`
    /// does not speak for it, or it is not leased, or in a later phase.
    Optional<Instant> enter(UUID task, TaskPhase phase, String keyId) {
        return commits.ask(new Leases.Entry(task, phase, keyId));
    }

    private List<Optional<Instant>> enter(List<Leases.Entry> entries) {
        List<Optional<Instant>> answers = new ArrayList<>(entries.stream()
                .<Optional<Instant>>map(entry -> Optional.empty())
                .toList());
        for (List<Integer> round : Rounds.of(entries, Leases.Entry::task)) {
            Map<UUID, Instant> entered =
                    leases.enter(round.stream().map(entries::get).toList());
            round.forEach(i -> answers.set(
                    i, Optional.ofNullable(entered.get(entries.get(i).task()))));
        }
        return answers;
    }
}
