package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Compares the model with the ledger, and learns what only the ledger can decide: ids, places, and how long a backoff
/// is within its bounds.
final class Agreement {

    private static final Map<String, Function<Attempt, @Nullable Object>> FACTS = new LinkedHashMap<>();
    private static final Map<String, Function<Attempt, @Nullable Object>> TURN = new LinkedHashMap<>();
    private static final Map<String, Function<Attempt, @Nullable Instant>> TIMES = new LinkedHashMap<>();

    static {
        FACTS.put("state", attempt -> attempt.state);
        FACTS.put("avoids", attempt -> attempt.avoid);
        FACTS.put("runner", attempt -> attempt.runner);
        FACTS.put("session", attempt -> attempt.session);
        FACTS.put("confirmed", attempt -> attempt.confirmed);
        FACTS.put("result", attempt -> attempt.digest);
        TURN.put("hold", attempt -> attempt.hold);
        TURN.put("held until", attempt -> attempt.heldUntil);
        TURN.put("group", attempt -> attempt.group);
        TURN.put("priority", attempt -> attempt.priority);
        TIMES.put("created", attempt -> attempt.createdAt);
        TIMES.put("claimed", attempt -> attempt.claimedAt);
        TIMES.put("handed out", attempt -> attempt.handedOutAt);
        TIMES.put("leased until", attempt -> attempt.leaseUntil);
        TIMES.put("deadline", attempt -> attempt.deadline);
        TIMES.put("cancelled", attempt -> attempt.cancelledAt);
    }

    private final World world;
    private final Ledger ledger;
    private final Duration slack;

    private Agreement(World world, Ledger ledger, Duration slack) {
        this.world = world;
        this.ledger = ledger;
        this.slack = slack;
    }

    /// A [Disagreement] when the ledger says anything else than the model.
    ///
    /// @param slack how much time passed while the steps were made, so that either end may be what they saw
    static void reach(World world, Ledger ledger, Duration slack) {
        new Agreement(world, ledger, slack).reach();
    }

    private void reach() {
        same("the runs", world.runs.keySet(), ledger.runs().keySet());
        world.runs
                .values()
                .forEach(run -> reach(run, Objects.requireNonNull(ledger.runs().get(run.id))));
        if (!world.loose) {
            same("swept at", world.sweptAt, ledger.sweptAt());
            same("away from", world.awayFrom, ledger.awayFrom());
            same("away until", world.awayUntil, ledger.awayUntil());
        }
        world.sweptAt = ledger.sweptAt();
        world.awayFrom = ledger.awayFrom();
        world.awayUntil = ledger.awayUntil();
        world.agents.forEach((id, agent) ->
                reach(id, agent, Objects.requireNonNull(ledger.agents().get(id))));
        world.runners.replaceAll((id, runner) -> {
            World.Runner seen = Objects.requireNonNull(ledger.runners().get(id));
            same(id, runner.at(seen.heardAt(), seen.polledAt()), seen);
            sameTime(id + " heard", runner.heardAt(), seen.heardAt());
            if (!world.loose) {
                // A poll is not noted while somebody else has the runner in hand.
                same(id + " polled", runner.polledAt(), seen.polledAt());
            }
            return seen;
        });
        world.loose = false;
    }

    private void reach(String id, World.Agent agent, World.Agent seen) {
        same(id + " paused", agent.paused, seen.paused);
        same(id + " limit", agent.limit, seen.limit);
        same(id + " supersedes", agent.supersede, seen.supersede);
        Disagreement.unless(
                world.loose || (agent.changedAt == null) == (seen.changedAt == null),
                "the tasks of " + id + " have to follow since " + agent.changedAt + ", " + seen.changedAt);
        agent.changedAt = seen.changedAt;
    }

    private void reach(Review run, Review seen) {
        same(run.id + " status", run.status, seen.status);
        same(run.id + " events", run.events, seen.events);
        same(run.id + " version", run.version, seen.version);
        same(run.id + " version, one for each event", (long) seen.events.size(), seen.version);
        same(run.id + " superseded by", run.supersededBy, seen.supersededBy);
        same(run.id + " reason", run.reason, seen.reason);
        same(run.id + " attempts", run.attempts.size(), seen.attempts.size());
        for (int i = 0; i < run.attempts.size(); i++) {
            String what = run.id + " attempt " + (i + 1);
            same(what + " number", i + 1, seen.attempts.get(i).no);
            reach(what, run.attempts.get(i), seen.attempts.get(i));
        }
        same(
                run.id + " reviews",
                run.attempts.stream()
                        .filter(attempt -> attempt.state == TaskState.SUCCEEDED)
                        .map(attempt -> "attempt-" + attempt.no)
                        .toList(),
                ledger.reviewed().getOrDefault(run.id, List.of()));
    }

    private void reach(String what, Attempt attempt, Attempt seen) {
        boolean waits = attempt.state == TaskState.HELD || attempt.state == TaskState.READY;
        boolean seenWaiting = seen.state == TaskState.HELD || seen.state == TaskState.READY;
        if (world.loose && waits && seenWaiting) {
            attempt.state = seen.state;
        }
        if (attempt.heldAtMost != null && seen.heldUntil != null) {
            Disagreement.unless(
                    seen.heldUntil.isAfter(world.now.minus(slack))
                            && !seen.heldUntil.isAfter(attempt.heldAtMost.plus(slack)),
                    what + " is held until " + seen.heldUntil + ", now is " + world.now + ", and at most until "
                            + attempt.heldAtMost);
            attempt.heldUntil = seen.heldUntil;
            attempt.heldAtMost = null;
        }
        FACTS.forEach((fact, get) -> same(what + " " + fact, get.apply(attempt), get.apply(seen)));
        TIMES.forEach((time, get) -> sameTime(what + " " + time, get.apply(attempt), get.apply(seen)));
        if (world.loose) {
            learn(attempt, seen);
        } else if (attempt.isOpen()) {
            TURN.forEach((fact, get) -> same(what + " " + fact, get.apply(attempt), get.apply(seen)));
        }
        Disagreement.unless(attempt.id == null || attempt.id.equals(seen.id), what + " has another id than before");
        attempt.id = attempt.runner == null ? null : seen.id;
        attempt.place = seen.place;
        attempt.readyAt = seen.readyAt;
    }

    private static void learn(Attempt attempt, Attempt seen) {
        attempt.hold = seen.hold;
        attempt.heldUntil = seen.heldUntil;
        attempt.heldAtMost = null;
        attempt.group = seen.group;
        attempt.priority = seen.priority;
        attempt.createdAt = seen.createdAt;
        attempt.claimedAt = seen.claimedAt;
        attempt.handedOutAt = seen.handedOutAt;
        attempt.leaseUntil = seen.leaseUntil;
        attempt.deadline = seen.deadline;
        attempt.cancelledAt = seen.cancelledAt;
    }

    private static void same(String what, @Nullable Object expected, @Nullable Object seen) {
        Disagreement.unless(
                Objects.equals(expected, seen), what + ": the model says " + expected + ", the ledger " + seen);
    }

    private void sameTime(String what, @Nullable Instant expected, @Nullable Instant seen) {
        if (slack.isZero() || expected == null || seen == null) {
            same(what, expected, seen);
        } else {
            Disagreement.unless(
                    Duration.between(expected, seen).abs().compareTo(slack) <= 0,
                    what + ": the model says " + expected + ", the ledger " + seen);
        }
    }
}
