package dev.paddock.controlplane.command;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What the ledger says to runners between their calls.
@Singleton
public class CommandCalls {

    /// What there is to say.
    ///
    /// @param draining of all runners
    /// @param cancelled tasks, by the runner that held them
    public record Said(Set<String> draining, Map<String, List<UUID>> cancelled) {}

    private final CommandStore store;

    CommandCalls(CommandStore store) {
        this.store = store;
    }

    /// One look, for these runners.
    public Said look(Collection<String> runners, Duration back) {
        CommandStore.Orders orders = store.orders(runners, back);
        return new Said(orders.draining(), orders.cancelled());
    }
}
