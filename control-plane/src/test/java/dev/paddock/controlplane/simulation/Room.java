package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/// No concurrency group takes in more than it has room for, whatever happens at the same time.
final class Room {

    private final World before;
    private final World after;
    private final List<Step> steps;

    Room(World before, World after, List<Step> steps) {
        this.before = before;
        this.after = after;
        this.steps = steps;
    }

    void check() {
        new TreeSet<>(after.openRuns()
                        .map(World::openOf)
                        .flatMap(attempt -> Optional.ofNullable(attempt.group).stream())
                        .toList())
                .forEach(this::check);
    }

    private void check(String group) {
        List<Review> members = after.openRuns()
                .filter(run -> group.equals(World.openOf(run).group) && World.openOf(run).state != TaskState.HELD)
                .toList();
        int room = members.stream()
                .mapToInt(run -> after.agentOf(run).room())
                .max()
                .orElse(members.size());
        boolean settled = members.stream().noneMatch(run -> isChanging(run.asked.agent()));
        boolean entered = members.stream().anyMatch(this::isNew);
        Disagreement.unless(
                !settled || !entered || members.size() <= room,
                "the group " + group + " has room for " + room + " and took in another: "
                        + members.stream().map(run -> run.id).toList());
    }

    private boolean isChanging(String agent) {
        return Objects.requireNonNull(before.agents.get(agent)).changedAt != null
                || steps.stream()
                        .anyMatch(step -> step instanceof Step.Change change
                                && change.agent().equals(agent));
    }

    private boolean isNew(Review run) {
        Review then = before.runs.get(run.id);
        return then == null
                || then.open().isEmpty()
                || then.open().get().state == TaskState.HELD
                || then.open().get().no != World.openOf(run).no;
    }
}
