package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.model.run.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The model's rules of claims.
final class ClaimRules {

    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Comparator<Attempt> TURN = Comparator.<Attempt, Integer>comparing(attempt -> -attempt.priority)
            .thenComparing(attempt -> Objects.requireNonNullElse(attempt.place, Long.MAX_VALUE));

    private final World world;
    /// Runs that wait for another runner than the one which gave them back, while there is one.
    private final Map<String, String> avoided = new HashMap<>();

    ClaimRules(World world) {
        this.world = world;
    }

    String make(Step.Claim step, Answer outcome) {
        List<String> said = new ArrayList<>();
        List<Poll> left = new ArrayList<>();
        for (Poll poll : step.polls()) {
            World.Runner runner = world.runner(poll.runner());
            String refused = Rules.refusal(runner, poll.keyId());
            said.add(refused == null ? "tasks" : refused);
            if (refused == null) {
                world.runners.put(poll.runner(), runner.at(runner.heardAt(), world.now));
            }
            if (refused == null && !repeats(poll, given(outcome, poll))) {
                left.add(poll);
            }
            Disagreement.unless(
                    given(outcome, poll).size() <= poll.limit(), poll.runner() + " got more than it asked for");
        }
        world.openRuns().forEach(this::avoid);
        Set<Attempt> claimed = new HashSet<>();
        left.forEach(poll -> given(outcome, poll).forEach(task -> claimed.add(claim(poll, task))));
        left.stream().filter(poll -> !given(outcome, poll).isEmpty()).forEach(this::withinSlots);
        if (!world.loose) {
            left.forEach(poll -> leftNothing(poll, given(outcome, poll).size()));
            claimed.forEach(this::inTurn);
        }
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
            List<@Nullable UUID> expected = again.stream()
                    .<@Nullable UUID>map(held -> held.id)
                    .sorted(Comparator.comparing(String::valueOf))
                    .limit(world.loose ? again.size() : poll.limit())
                    .toList();
            Disagreement.unless(
                    expected.containsAll(ids) && (world.loose || ids.size() == expected.size()),
                    "unconfirmed are " + expected + ", given again " + ids);
            again.stream().filter(held -> ids.contains(held.id)).forEach(held -> held.handedOutAt = world.now);
        }
        return repeated;
    }

    /// Who has room for more has got all that it may have.
    private void leftNothing(Poll poll, int got) {
        World.Runner runner = world.runner(poll.runner());
        if (serves(poll, runner)
                && got < poll.limit()
                && world.heldBy(poll.runner()).count() < runner.slots()) {
            ready(poll.runner())
                    .forEach(
                            run -> Disagreement.unless(false, poll.runner() + " may have " + run.id + ", and got not"));
        }
    }

    private Stream<Review> ready(String runner) {
        return world.openRuns().filter(run -> World.openOf(run).state == TaskState.READY && mayHave(runner, run));
    }

    private static boolean serves(Poll poll, World.Runner runner) {
        return !runner.gone() && !runner.draining() && poll.session().equals(runner.session());
    }

    private boolean mayHave(String id, Review run) {
        return !id.equals(avoided.get(run.id)) && world.runner(id).tags().contains(run.asked.tag());
    }

    private void avoid(Review run) {
        String avoid = World.openOf(run).avoid;
        if (avoid != null
                && world.runners.keySet().stream()
                        .anyMatch(other -> !other.equals(avoid) && takesSoonerOrLater(other, run.asked.tag()))) {
            avoided.put(run.id, avoid);
        }
    }

    /// Who beats but neither asks for tasks nor has one in hand will take none.
    private boolean takesSoonerOrLater(String id, String tag) {
        World.Runner runner = world.runner(id);
        return !runner.gone()
                && !runner.draining()
                && !runner.offline()
                && runner.tags().contains(tag)
                && runner.heardAt().isAfter(world.now.minus(World.OFFLINE))
                && (runner.polledAt().isAfter(world.now.minus(World.SILENT))
                        || world.heldBy(id).findAny().isPresent());
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

    /// Nobody was passed over that the same runner may have, and that comes first.
    private void inTurn(Attempt claimed) {
        ready(Objects.requireNonNull(claimed.runner))
                .forEach(other -> Disagreement.unless(
                        TURN.compare(World.openOf(other), claimed) >= 0,
                        other.id + " was passed over by " + claimed.id));
    }
}
