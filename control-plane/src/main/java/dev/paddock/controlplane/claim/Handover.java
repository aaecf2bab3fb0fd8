package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.run.ClaimReader;
import dev.paddock.controlplane.run.ClaimReader.Claimed;
import dev.paddock.controlplane.run.ClaimStore.Slots;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Answers waiters with tasks that are theirs.
@Singleton
class Handover {

    private final UnheardClaims unheard;
    private final ClaimReader reader;
    private final TaskWriter writer;
    private final ClaimConfig config;

    Handover(UnheardClaims unheard, ClaimReader reader, TaskWriter writer, ClaimConfig config) {
        this.unheard = unheard;
        this.reader = reader;
        this.writer = writer;
        this.config = config;
    }

    /// Answers reserved waiters, one statement for all.
    void give(Map<Waiter, List<UUID>> tasks) {
        Map<UUID, Claimed> claimed =
                reader.read(tasks.values().stream().flatMap(Collection::stream).toList());
        tasks.forEach((waiter, ids) -> waiter.give(ids.stream()
                .map(id -> writer.write(Objects.requireNonNull(claimed.get(id))))
                .toList()));
    }

    /// Repeats the claims whose replies these runner processes seem not to have got.
    void repeat(List<Waiter> waiters) {
        Map<String, Waiter> byRunner = new HashMap<>();
        waiters.stream()
                .filter(waiter -> waiter.admitted() != null && waiter.reserve())
                .forEach(waiter -> {
                    Waiter other = byRunner.put(waiter.runner(), waiter);
                    if (other != null) {
                        other.release();
                    }
                });
        try {
            List<Waiter> asked = List.copyOf(byRunner.values());
            Map<String, List<UUID>> again = unheard.handOutAgain(
                    asked.stream()
                            .map(waiter -> new Slots(
                                    waiter.runner(),
                                    Objects.requireNonNull(waiter.admitted()).session(),
                                    waiter.poll().limit()))
                            .toList(),
                    config.handOutAgain());
            if (!again.isEmpty()) {
                Map<Waiter, List<UUID>> tasks = new HashMap<>();
                again.forEach((runner, ids) -> tasks.put(Objects.requireNonNull(byRunner.get(runner)), ids));
                give(tasks);
            }
        } finally {
            // Does nothing to a waiter that was answered.
            byRunner.values().forEach(Waiter::release);
        }
    }
}
