package dev.paddock.controlplane.claim;

import dev.paddock.controlplane.run.ClaimStore.Lane;
import dev.paddock.controlplane.run.ClaimStore.Ready;
import dev.paddock.controlplane.run.ClaimStore.Slots;
import dev.paddock.controlplane.run.ClaimStore.Taken;
import java.util.ArrayList;
import java.util.Collection;
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
            return serves(task.tags()) && !runner.equals(task.avoid());
        }

        boolean serves(List<String> required) {
            return admitted.tags().containsAll(required);
        }
    }

    private final Map<String, Integer> free = new HashMap<>();
    private final Map<Waiter, List<Ready>> given = new HashMap<>();
    private final List<Seat> seats = new ArrayList<>();

    /// @param slots the runners' free slots, behind their locks
    Assignment(List<Waiter> waiters, Map<String, Slots> slots) {
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
    Map<Waiter, List<Ready>> given() {
        return given;
    }

    /// How many tasks more there is room for.
    int room() {
        return seats.stream().mapToInt(this::room).sum();
    }

    /// The names of those lanes in which somebody with room may find a task.
    List<String> served(Collection<Lane> lanes) {
        return lanes.stream()
                .filter(lane -> seats.stream().anyMatch(seat -> room(seat) > 0 && seat.serves(lane.tags())))
                .map(Lane::name)
                .toList();
    }

    /// Gives a task whose turn it is to who should have it, if there is such a one.
    void assign(Ready task) {
        Optional<Seat> best = Optional.empty();
        for (Seat seat : seats) {
            if (room(seat) > 0
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

    private int room(Seat seat) {
        int slots = Objects.requireNonNull(free.get(seat.runner()));
        return Math.max(0, Math.min(slots, seat.waiter().poll().limit() - got(seat)));
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
