package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.model.run.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The model's rules of claims.
final class ClaimRules {

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Comparator<Attempt> TURN = Comparator.<Attempt, Integer>comparing(attempt -> -attempt.priority)
            .thenComparing(attempt -> Objects.requireNonNullElse(attempt.place, Long.MAX_VALUE));

    private final World world;

    ClaimRules(World world) {
        this.world = world;
    }

    String make(Step.Claim step, Answer outcome) {
        List<String> said = new ArrayList<>();
        List<Poll> left = new ArrayList<>();
        for (Poll poll : step.polls()) {
            String refused = Rules.refusal(world.runner(poll.runner()), poll.keyId());
            said.add(refused == null ? "tasks" : refused);
            if (refused == null && !repeats(poll, given(outcome, poll))) {
                left.add(poll);
            }
        }
        List<String> servable = servable(left);
        Set<Attempt> claimed = new HashSet<>();
        left.forEach(poll -> given(outcome, poll).forEach(task -> claimed.add(claim(poll, task))));
        left.stream().filter(poll -> !given(outcome, poll).isEmpty()).forEach(this::withinSlots);
        if (!world.loose) {
            Disagreement.unless(
                    !claimed.isEmpty() || servable.isEmpty(), "tasks wait, and were not given: " + servable);
            claimed.forEach(this::inTurn);
        }
        left.forEach(poll -> Disagreement.unless(
                given(outcome, poll).size() <= poll.limit(), poll.runner() + " got more than it asked for"));
        return String.join(", ", said);
    }

    private static List<Answer.Given> given(Answer outcome, Poll poll) {
        return outcome.given().getOrDefault(poll.runner(), List.of());
    }

    /// What the same process was given before, and did not confirm.
    private boolean repeats(Poll poll, List<Answer.Given> given) {
        List<Attempt> again = world.heldBy(poll.runner())
                .map(World::openOf)
                .filter(held -> poll.session().equals(held.session)
                        && held.state == TaskState.CLAIMED
                        && !held.confirmed
                        && held.isLeased(world.now)
                        && held.handedOutAt != null
                        && held.handedOutAt.isBefore(world.now.minus(AGAIN)))
                .toList();
        List<UUID> ids = given.stream().map(Answer.Given::task).toList();
        boolean repeated = world.loose ? again.stream().anyMatch(held -> ids.contains(held.id)) : !again.isEmpty();
        if (repeated) {
            List<@Nullable UUID> expected =
                    again.stream().<@Nullable UUID>map(held -> held.id).toList();
            Disagreement.unless(
                    expected.containsAll(ids) && (world.loose || ids.size() == expected.size()),
                    "unconfirmed are " + expected + ", given again " + ids);
            again.stream().filter(held -> ids.contains(held.id)).forEach(held -> held.handedOutAt = world.now);
        }
        return repeated;
    }

    private List<String> servable(List<Poll> polls) {
        List<String> servable = new ArrayList<>();
        for (Poll poll : polls) {
            World.Runner runner = world.runner(poll.runner());
            if (serves(poll, runner) && world.heldBy(poll.runner()).count() < runner.slots()) {
                world.openRuns()
                        .filter(run -> World.openOf(run).state == TaskState.READY && mayHave(poll.runner(), run))
                        .forEach(run -> servable.add(poll.runner() + " may have " + run.id));
            }
        }
        return servable;
    }

    private static boolean serves(Poll poll, World.Runner runner) {
        return !runner.gone() && !runner.draining() && poll.session().equals(runner.session());
    }

    private boolean mayHave(String id, Review run) {
        boolean avoided = id.equals(World.openOf(run).avoid)
                && world.runners.entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(id)
                                && !other.getValue().gone()
                                && !other.getValue().draining()
                                && other.getValue().tags().contains(run.asked.tag())
                                && other.getValue().heardAt().isAfter(world.now.minus(World.OFFLINE)));
        return !avoided && world.runner(id).tags().contains(run.asked.tag());
    }

    private Attempt claim(Poll poll, Answer.Given given) {
        Review run = world.run(given.run());
        Attempt attempt = World.openOf(run);
        World.Runner runner = world.runner(poll.runner());
        boolean going = attempt.state == TaskState.READY
                || (world.loose
                        && (attempt.isHeldFor(Turns.GROUP, Turns.PAUSED)
                                || (attempt.heldUntil != null && !attempt.heldUntil.isAfter(world.now))));
        Disagreement.unless(
                attempt.no == given.attempt() && going,
                given + " was given away, while attempt " + attempt.no + " is " + attempt.state);
        Disagreement.unless(serves(poll, runner), poll + " is of nobody who may have tasks");
        Disagreement.unless(world.loose || mayHave(poll.runner(), run), poll.runner() + " may not have " + given);
        if (attempt.state == TaskState.HELD) {
            attempt.group = world.groupOf(run);
            attempt.hold = null;
            attempt.heldUntil = null;
        }
        attempt.id = given.task();
        attempt.state = TaskState.CLAIMED;
        attempt.runner = poll.runner();
        attempt.session = poll.session();
        attempt.claimedAt = world.now;
        attempt.handedOutAt = world.now;
        attempt.leaseUntil = world.now.plus(World.LEASE);
        run.status = RunStatus.RUNNING;
        run.tell("started %d %s %s".formatted(attempt.no, given.task(), poll.runner()));
        return attempt;
    }

    private void withinSlots(Poll poll) {
        Disagreement.unless(
                world.heldBy(poll.runner()).count()
                        <= world.runner(poll.runner()).slots(),
                poll.runner() + " has more than it has slots for");
    }

    /// Nobody was passed over who waits with the same tags and comes first.
    private void inTurn(Attempt claimed) {
        Review run = world.runs.values().stream()
                .filter(any -> any.attempts.contains(claimed))
                .findFirst()
                .orElseThrow();
        world.openRuns()
                .filter(other -> World.openOf(other).state == TaskState.READY
                        && World.openOf(other).avoid == null
                        && other.asked.tag().equals(run.asked.tag()))
                .forEach(other -> Disagreement.unless(
                        TURN.compare(World.openOf(other), claimed) >= 0, other.id + " was passed over by " + run.id));
    }
}
