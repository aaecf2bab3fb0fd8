package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.run.ClaimStore;
import dev.paddock.controlplane.run.ClaimStore.Lane;
import dev.paddock.controlplane.run.ClaimStore.Present;
import dev.paddock.controlplane.run.ClaimStore.Reach;
import dev.paddock.controlplane.run.ClaimStore.Ready;
import dev.paddock.controlplane.run.ClaimStore.Slots;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /// The lanes in which tasks wait.
    List<Lane> lanes() {
        return store.lanes();
    }

    /// Claims tasks of the lanes for reserved waiters, in the order of their turns, within every runner's free slots.
    ///
    /// A task that none of them may have now must not hide the one behind it: its runners may have no free slot,
    /// or it waits for another than the runner that gave it back. So it is passed over, and the look goes on.
    @Transactional
    public Map<Waiter, List<Ready>> claim(List<Waiter> reserved, Collection<Lane> lanes) {
        Map<String, Slots> slots =
                store.freeSlots(reserved.stream().map(Waiter::runner).collect(Collectors.toSet()));
        Assignment assignment = new Assignment(reserved, slots);
        Present present = new Present(config.offlineAfter(), config.pollWait().plus(FleetConfig.BETWEEN_POLLS));
        List<UUID> seen = new ArrayList<>();
        Collection<String> served = assignment.served(lanes);
        int most = assignment.room();
        while (!served.isEmpty()) {
            List<Ready> ready = store.lockReady(served, seen, new Reach(most, most + SPARE), present);
            ready.forEach(assignment::assign);
            ready.forEach(task -> seen.add(task.id()));
            served = ready.size() < most ? List.of() : assignment.served(lanes);
            most = assignment.room() + SPARE;
        }
        Map<Waiter, List<Ready>> given = assignment.given();
        if (!given.isEmpty()) {
            store.take(Assignment.taken(given), config.lease());
        }
        return given;
    }
}
