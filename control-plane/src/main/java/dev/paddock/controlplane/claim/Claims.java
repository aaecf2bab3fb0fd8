package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.run.ClaimStore;
import dev.paddock.controlplane.run.ClaimStore.Ready;
import dev.paddock.controlplane.run.ClaimStore.Slots;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The claim: one transaction for all that wait.
@Singleton
class Claims {

    // Tasks that other replicas are about to take are left out, and must not hide the ones behind them.
    private static final int SPARE = 100;

    private final ClaimStore store;
    private final FleetConfig config;

    Claims(ClaimStore store, FleetConfig config) {
        this.store = store;
        this.config = config;
    }

    /// Claims tasks of the lanes for reserved waiters, in the order of their turns, within every runner's free slots.
    @Transactional
    public Map<Waiter, List<Ready>> claim(List<Waiter> reserved, Collection<String> lanes) {
        Map<String, Slots> slots =
                store.freeSlots(reserved.stream().map(Waiter::runner).collect(Collectors.toSet()));
        int most = slots.values().stream()
                .mapToInt(Slots::free)
                .filter(free -> free > 0)
                .sum();
        int wanted = Math.min(
                most,
                reserved.stream().mapToInt(waiter -> waiter.poll().limit()).sum());
        if (wanted == 0) {
            return Map.of();
        }
        List<Ready> ready = store.lockReady(lanes, wanted, wanted + SPARE, config.offlineAfter());
        Map<Waiter, List<Ready>> given = Assignment.of(ready, reserved, slots);
        if (!given.isEmpty()) {
            store.take(Assignment.taken(given), config.lease());
        }
        return given;
    }
}
