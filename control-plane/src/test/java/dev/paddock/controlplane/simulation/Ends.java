package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The model's rules of how attempts and runs end, and what follows.
final class Ends {

    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration UNCONFIRMED = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofSeconds(30);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration QUEUE = Duration.ofHours(24);

    /// What a sweep finds, each ended in a transaction of its own.
    record Due(String run, int attempt, Why why) {}

    /// Why a sweep ends or lets go a task.
    enum Why {
        EXPIRED,
        AWAY,
        OVERDUE,
        HELD,
        FORGOTTEN
    }

    private final World world;
    private final Turns turns;

    Ends(World world) {
        this.world = world;
        this.turns = new Turns(world);
    }

    /// A run ends, with its open attempt.
    void end(Review run, TaskState task, RunStatus status, @Nullable String reason) {
        run.open().ifPresent(attempt -> {
            attempt.end(task);
            attempt.cancelledAt = task == TaskState.CANCELLED && attempt.runner != null ? world.now : null;
        });
        run.status = status;
        run.reason = reason;
        run.tell("finished " + status.wire() + " " + reason);
    }

    /// The open attempt ends without a review; another follows, or the run fails.
    void endAttempt(Review run, TaskState ended, String reason) {
        endAttempts(List.of(run), ended, reason);
    }

    /// As [#endAttempt], of several runs; those that go on at once are admitted together.
    void endAttempts(List<Review> runs, TaskState ended, String reason) {
        turns.admit(
                runs.stream().filter(run -> goesOnAtOnce(run, ended, reason)).toList());
    }

    private boolean goesOnAtOnce(Review run, TaskState ended, String reason) {
        Attempt attempt = World.openOf(run);
        boolean back = ended == TaskState.RETURNED || ended == TaskState.UNCONFIRMED;
        attempt.end(ended);
        long lost = run.ended(TaskState.LOST);
        long failed = run.ended(TaskState.FAILED);
        long free = run.ended(TaskState.RETURNED, TaskState.UNCONFIRMED);
        if (lost + failed + Math.max(0, free - Simulation.FREE_ENDS) >= run.asked.maxAttempts()) {
            run.status = RunStatus.FAILURE;
            run.reason = reason;
            run.tell("finished failure " + reason);
            return false;
        }
        // The first time at once, but for what failed: that did so for a reason.
        long doublings = back ? free - 2 : ended == TaskState.LOST ? lost - 2 : failed - 1;
        Attempt next = new Attempt(attempt.no + 1, world.now);
        next.hold = Turns.BACKOFF;
        next.avoid = back || FailureReason.of(reason).isOfRunner() ? attempt.runner : null;
        next.priority = run.asked.priority();
        run.attempts.add(next);
        if (doublings < 0) {
            next.heldUntil = world.now;
        } else {
            next.heldAtMost = world.now.plusSeconds(Math.min(300, 5L << Math.min(doublings, 10)));
        }
        run.tell("requeued %d %s %s %s"
                .formatted(attempt.no, ended.wire(), reason, doublings < 0 ? "at once" : "later"));
        return doublings < 0;
    }

    /// Somebody says that the ledger is being swept.
    void mark() {
        if (world.sweptAt.isBefore(world.now.minus(OUTAGE))) {
            world.awayFrom = world.sweptAt;
            world.awayUntil = world.now;
        }
        world.sweptAt = world.sweptAt.isAfter(world.now) ? world.sweptAt : world.now;
    }

    /// What a sweep would find now, in its order.
    List<Due> due() {
        List<Due> due = new ArrayList<>();
        for (Why why : List.of(Why.EXPIRED, Why.OVERDUE, Why.HELD, Why.FORGOTTEN)) {
            world.openRuns()
                    .sorted(
                            why == Why.HELD
                                    ? Comparator.comparing(
                                            run -> Objects.requireNonNullElse(World.openOf(run).heldUntil, Instant.MAX))
                                    : Comparator.comparing(run -> run.id))
                    .filter(run -> isDue(run, World.openOf(run), why))
                    .forEach(run -> due.add(new Due(
                            run.id,
                            World.openOf(run).no,
                            why == Why.EXPIRED && isAway(World.openOf(run)) ? Why.AWAY : why)));
        }
        return due;
    }

    private boolean isAway(Attempt attempt) {
        return attempt.leaseUntil != null
                && world.awayFrom != null
                && world.awayUntil != null
                && !attempt.leaseUntil.isBefore(world.awayFrom)
                && !attempt.leaseUntil.isAfter(world.awayUntil.plus(HEARTBEAT));
    }

    private boolean isDue(Review run, Attempt attempt, Why why) {
        return switch (why) {
            case EXPIRED, AWAY ->
                attempt.state.isLive()
                        && (!attempt.isLeased(world.now)
                                || (!attempt.confirmed
                                        && Objects.requireNonNull(attempt.claimedAt)
                                                .isBefore(world.now.minus(UNCONFIRMED))));
            case OVERDUE ->
                attempt.state.isLive() && attempt.deadline != null && attempt.deadline.isBefore(world.now.minus(GRACE));
            case HELD ->
                attempt.isHeldFor(Turns.NOT_BEFORE, Turns.BACKOFF)
                        && attempt.heldUntil != null
                        && !attempt.heldUntil.isAfter(world.now);
            case FORGOTTEN ->
                !attempt.state.isLive()
                        && attempt.createdAt.isBefore(world.now.minus(QUEUE))
                        && (run.asked.notBefore() == null
                                || run.asked.notBefore().isBefore(world.now.minus(QUEUE)));
        };
    }

    /// Ends or lets go what a sweep found, if it is so still.
    void settle(Due due) {
        Review run = world.run(due.run());
        Attempt attempt = run.open().orElse(null);
        if (attempt == null || attempt.no != due.attempt()) {
            return;
        }
        boolean still = (due.why() == Why.EXPIRED || due.why() == Why.AWAY)
                ? attempt.state.isLive() && !(attempt.isLeased(world.now) && attempt.confirmed)
                : isDue(run, attempt, due.why());
        if (!still) {
            return;
        }
        switch (due.why()) {
            case EXPIRED, AWAY ->
                endAttempt(
                        run,
                        !attempt.confirmed
                                ? TaskState.UNCONFIRMED
                                : due.why() == Why.AWAY ? TaskState.RETURNED : TaskState.LOST,
                        "runner_lost");
            case OVERDUE, FORGOTTEN -> end(run, TaskState.TIMED_OUT, RunStatus.TIMEOUT, "timeout");
            case HELD -> turns.admit(List.of(run));
        }
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
