package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.run.ClaimStore.Ready;
import dev.paddock.controlplane.run.ClaimStore.Slots;
import dev.paddock.controlplane.run.ClaimStore.Taken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Who gets which task: tasks in their turn, each to the waiter that has got the fewest, and of those to the one that
/// serves the fewest tags, so that runners for everything are kept for what only they can do.
final class Assignment {

    private record Seat(Waiter waiter, String runner, Waiter.Admitted admitted) {

        boolean serves(Ready task) {
            return admitted.tags().containsAll(task.tags()) && !runner.equals(task.avoid());
        }
    }

    private final Map<String, Integer> free = new HashMap<>();
    private final Map<Waiter, List<Ready>> given = new HashMap<>();
    private final List<Seat> seats = new ArrayList<>();

    private Assignment(List<Waiter> waiters, Map<String, Slots> slots) {
        for (Waiter waiter : waiters) {
            Waiter.Admitted admitted = waiter.admitted();
            Slots of = slots.get(waiter.runner());
            // A process that another replaced gets nothing.
            if (admitted != null && of != null && of.session().equals(admitted.session())) {
                free.put(waiter.runner(), of.free());
                seats.add(new Seat(waiter, waiter.runner(), admitted));
            }
        }
    }

    /// The tasks of each waiter; waiters without any are left out.
    ///
    /// @param ready in their turn
    /// @param slots the runners' free slots, behind their locks
    static Map<Waiter, List<Ready>> of(List<Ready> ready, List<Waiter> waiters, Map<String, Slots> slots) {
        Assignment assignment = new Assignment(waiters, slots);
        ready.forEach(assignment::assign);
        return assignment.given;
    }

    private void assign(Ready task) {
        Optional<Seat> best = Optional.empty();
        for (Seat seat : seats) {
            if (hasRoom(seat)
                    && seat.serves(task)
                    && best.map(other -> precedes(seat, other)).orElse(true)) {
                best = Optional.of(seat);
            }
        }
        best.ifPresent(seat -> {
            given.computeIfAbsent(seat.waiter(), waiter -> new ArrayList<>()).add(task);
            free.merge(seat.runner(), -1, Integer::sum);
        });
    }

    private boolean hasRoom(Seat seat) {
        return Objects.requireNonNull(free.get(seat.runner())) > 0
                && got(seat) < seat.waiter().poll().limit();
    }

    private boolean precedes(Seat one, Seat other) {
        int byGot = Integer.compare(got(one), got(other));
        return byGot != 0 ? byGot < 0 : tags(one).size() < tags(other).size();
    }

    private int got(Seat seat) {
        return given.getOrDefault(seat.waiter(), List.of()).size();
    }

    private static Set<String> tags(Seat seat) {
        return seat.admitted().tags();
    }

    /// As the ledger is told.
    static List<Taken> taken(Map<Waiter, List<Ready>> given) {
        List<Taken> taken = new ArrayList<>();
        given.forEach((waiter, tasks) -> tasks.forEach(task -> taken.add(new Taken(
                task, waiter.runner(), Objects.requireNonNull(waiter.admitted()).session()))));
        return taken;
    }
}
