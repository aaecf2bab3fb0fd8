package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The model's rules of who goes next: paused agents, concurrency groups, ageing.
final class Turns {

    static final String GROUP = "concurrency_group";
    static final String PAUSED = "paused";
    static final String BACKOFF = "backoff";
    static final String NOT_BEFORE = "not_before";
    private static final int HIGH = 2;
    private static final long LEVEL_SECONDS = 15 * 60;

    private static final Comparator<Review> LINE = Comparator.<Review, Integer>comparing(
                    run -> -World.openOf(run).priority)
            .thenComparing(run -> run.id);

    private final World world;

    Turns(World world) {
        this.world = world;
    }

    /// Lets those go that nothing else holds; the others are held for that.
    void admit(List<Review> held) {
        List<Review> going = new ArrayList<>();
        Set<String> groups = new TreeSet<>();
        Set<String> agents = new HashSet<>();
        for (Review run : held) {
            Attempt attempt = World.openOf(run);
            String group = world.groupOf(run);
            if (attempt.state != TaskState.HELD) {
                continue;
            }
            attempt.heldUntil = null;
            attempt.heldAtMost = null;
            if (world.agentOf(run).paused) {
                attempt.hold = PAUSED;
                attempt.group = null;
            } else if (group == null) {
                going.add(run);
            } else {
                attempt.hold = GROUP;
                attempt.group = group;
                groups.add(group);
                agents.add(run.asked.agent());
            }
        }
        going.addAll(next(groups, agents));
        going.forEach(this::go);
    }

    private void go(Review run) {
        Attempt attempt = World.openOf(run);
        attempt.group = attempt.isHeldFor(GROUP) ? attempt.group : null;
        attempt.state = TaskState.READY;
        attempt.readyAt = world.now;
        attempt.hold = null;
        attempt.heldUntil = null;
        attempt.heldAtMost = null;
    }

    /// Lets the next of a group go, as far as there is room.
    void release(String group) {
        Set<String> agents =
                waiting(group).stream().map(run -> run.asked.agent()).collect(Collectors.toSet());
        next(Set.of(group), agents).forEach(this::go);
    }

    /// Those of groups whose turn it is: nobody before one that does not fit, paused ones passed over.
    private List<Review> next(Collection<String> groups, Set<String> agents) {
        List<Review> going = new ArrayList<>();
        for (String group : groups) {
            long taken = world.taken(group);
            for (Review run : waiting(group)) {
                World.Agent agent = world.agentOf(run);
                if (agent.paused) {
                    continue;
                }
                if (!agents.contains(run.asked.agent()) || ++taken > agent.room()) {
                    break;
                }
                going.add(run);
            }
        }
        return going;
    }

    private List<Review> waiting(String group) {
        return world.openRuns()
                .filter(run -> World.openOf(run).isHeldFor(GROUP) && group.equals(World.openOf(run).group))
                .sorted(LINE)
                .toList();
    }

    /// The tasks of a changed agent follow.
    void follow(String agent) {
        World.Agent changed = Objects.requireNonNull(world.agents.get(agent));
        if (changed.changedAt == null) {
            return;
        }
        for (Review run : of(agent)) {
            Attempt attempt = World.openOf(run);
            String group = world.groupOf(run);
            boolean early = attempt.readyAt != null && attempt.readyAt.isBefore(changed.changedAt);
            if ((attempt.state == TaskState.READY && early && (changed.paused || group != null))
                    || (attempt.isHeldFor(GROUP) && (changed.paused || !Objects.equals(attempt.group, group)))) {
                attempt.state = TaskState.HELD;
                attempt.hold = PAUSED;
                attempt.group = null;
                attempt.place = null;
                attempt.readyAt = null;
            } else if (attempt.state.isLive()) {
                attempt.group = group;
            }
        }
        if (!changed.paused) {
            admit(of(agent).stream()
                    .filter(run -> World.openOf(run).isHeldFor(PAUSED))
                    .toList());
        }
        changed.changedAt = null;
    }

    private List<Review> of(String agent) {
        return world.openRuns().filter(run -> run.asked.agent().equals(agent)).toList();
    }

    /// What a look at the ledger finds: changed agents, groups with room, tasks that waited long.
    void look() {
        world.agents.keySet().forEach(this::follow);
        fill();
        world.openRuns().forEach(this::age);
    }

    /// Lets all groups go as far as there is room.
    void fill() {
        new TreeSet<>(world.openRuns()
                        .map(World::openOf)
                        .filter(attempt -> attempt.isHeldFor(GROUP))
                        .map(attempt -> Objects.requireNonNull(attempt.group))
                        .toList())
                .forEach(this::release);
    }

    private void age(Review run) {
        Attempt attempt = World.openOf(run);
        if (attempt.state == TaskState.READY || attempt.isHeldFor(GROUP)) {
            Duration waited =
                    Duration.between(Objects.requireNonNullElse(attempt.readyAt, attempt.createdAt), world.now);
            long level = Math.min(HIGH, run.asked.priority() + Math.floorDiv(waited.toSeconds(), LEVEL_SECONDS));
            attempt.priority = (int) Math.max(attempt.priority, level);
        }
    }
}
