package dev.paddock.controlplane.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says whether what came of steps made at the same time could have come of some order of them.
///
/// A sweep is many transactions: each end that it may bring is a step of its own. Who goes next is only held to the
/// limits of the groups, since a look passes over what somebody else has in hand.
final class Referee {

    private static final int MOST_PLACED = 4;

    private record Made(Step step, Answer answer) {}

    private final World before;
    private final Ledger after;
    private final List<Made> made = new ArrayList<>();
    private final List<Ends.Due> placed = new ArrayList<>();
    private final List<Ends.Due> last = new ArrayList<>();
    private final Set<String> reasons = new HashSet<>();
    private final Duration passed;
    private final boolean swept;

    private Referee(World before, List<Step> steps, List<Answer> answers, Ledger after) {
        this.before = before;
        this.after = after;
        this.swept = steps.stream().anyMatch(Step.Sweep.class::isInstance);
        this.passed = steps.stream()
                .map(step -> step instanceof Step.Pass pass ? pass.time() : Duration.ZERO)
                .reduce(Duration.ZERO, Duration::plus);
        for (int i = 0; i < steps.size(); i++) {
            if (!(steps.get(i) instanceof Step.Sweep)) {
                made.add(new Made(steps.get(i), answers.get(i)));
            }
        }
        if (swept) {
            World then = before.copy();
            new Ends(then).mark();
            then.now = before.now.plus(passed);
            String concerned = made.toString();
            for (Ends.Due due : new Ends(then).due()) {
                if (due.why() != Ends.Why.HELD) {
                    boolean contended = placed.size() < MOST_PLACED
                            && (concerned.contains(due.run()) || !passed.isZero() || concernsRunner(due, concerned));
                    (contended ? placed : last).add(due);
                }
            }
        }
    }

    private boolean concernsRunner(Ends.Due due, String concerned) {
        String runner = World.openOf(before.run(due.run())).runner;
        return runner != null && concerned.contains(runner);
    }

    /// The world afterwards; a [Disagreement] when no order explains it.
    static World judge(World before, List<Step> steps, List<Answer> answers, Ledger after) {
        Referee referee = new Referee(before, steps, answers, after);
        World start = before.copy();
        start.loose = true;
        World world = referee.search(start, new HashSet<>(), new HashSet<>());
        if (world == null) {
            throw new Disagreement("no order of these steps explains what came of them:\n    "
                    + referee.reasons.stream().sorted().limit(20).collect(Collectors.joining("\n    ")));
        }
        new Room(before, world, steps).check();
        return world;
    }

    private @Nullable World search(World sofar, Set<Integer> done, Set<Integer> ended) {
        if (done.size() == made.size()) {
            return finish(sofar, ended);
        }
        for (int i = 0; i < placed.size(); i++) {
            if (!ended.contains(i)) {
                World next = sofar.copy();
                new Ends(next).settle(placed.get(i));
                World found = search(next, done, with(ended, i));
                if (found != null) {
                    return found;
                }
            }
        }
        for (int i = 0; i < made.size(); i++) {
            if (!done.contains(i)) {
                World next = sofar.copy();
                try {
                    Rules.apply(next, made.get(i).step(), made.get(i).answer());
                } catch (Disagreement reason) {
                    reasons.add(reason.getMessage());
                    continue;
                }
                World found = search(next, with(done, i), ended);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static Set<Integer> with(Set<Integer> set, int more) {
        Set<Integer> added = new HashSet<>(set);
        added.add(more);
        return added;
    }

    /// What the sweep did not come to yet it does now; before time passed it had no reason to, so it may not have.
    private @Nullable World finish(World sofar, Set<Integer> ended) {
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < placed.size(); i++) {
            if (!ended.contains(i)) {
                left.add(i);
            }
        }
        int choices = passed.isZero() ? 1 : 1 << left.size();
        for (int choice = 0; choice < choices; choice++) {
            World world = sofar.copy();
            Ends ends = new Ends(world);
            for (int i = 0; i < left.size(); i++) {
                if ((choice & 1 << i) == 0) {
                    ends.settle(placed.get(left.get(i)));
                }
            }
            last.forEach(ends::settle);
            try {
                Agreement.reach(world, after, passed);
                return world;
            } catch (Disagreement reason) {
                reasons.add(reason.getMessage());
            }
        }
        return null;
    }
}
