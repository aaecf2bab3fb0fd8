package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import dev.paddock.model.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What each step has to answer, and what it may do to the world. A [Disagreement] otherwise.
final class Rules {

    private final World world;
    private final Turns turns;
    private final Ends ends;

    private Rules(World world) {
        this.world = world;
        this.turns = new Turns(world);
        this.ends = new Ends(world);
    }

    /// Makes the step in the world, with the answer that was seen.
    static void apply(World world, Step step, Answer outcome) {
        String expected = new Rules(world).make(step, outcome);
        Disagreement.unless(
                expected.equals(outcome.said()),
                "the answer should be: " + expected + "\n    but is: " + outcome.said());
    }

    private String make(Step step, Answer outcome) {
        return switch (step) {
            case Step.Submit submit -> submit(submit, outcome);
            case Step.Cancel(String run) -> cancel(world.run(run));
            case Step.Claim claim -> new ClaimRules(world).make(claim, outcome);
            case Step.Phase phase -> phase(phase);
            case Step.Beat beat -> beat(beat);
            case Step.Result result -> result(result);
            case Step.HandBack(String run, UUID task) -> handBack(run, task);
            case Step.Sweep() -> sweep();
            // What goes when several things happen at the same time is looked at afterwards.
            case Step.Look() -> {
                if (!world.loose) {
                    turns.look();
                }
                yield "done";
            }
            case Step.Freed(String group) -> {
                if (!world.loose) {
                    turns.release(group);
                }
                yield "done";
            }
            case Step.Change change -> change(change);
            case Step.Register register -> register(register);
            case Step.Deregister(String runner, String keyId) -> deregister(runner, keyId);
            case Step.Drain(String runner, boolean draining) -> {
                world.runners.put(runner, world.runner(runner).drained(draining));
                yield "done";
            }
            case Step.Pass pass -> {
                world.now = world.now.plus(pass.time());
                world.sweptAt = pass.swept() ? world.now : world.sweptAt;
                yield "done";
            }
            case Step.Orders orders -> orders(orders);
            case Step.Race race -> throw new IllegalArgumentException("a race has many outcomes: " + race);
        };
    }

    private String submit(Step.Submit submit, Answer outcome) {
        List<String> said = new ArrayList<>();
        List<Review> added = new ArrayList<>();
        for (int i = 0; i < submit.requests().size(); i++) {
            Step.Request request = submit.requests().get(i);
            String id = outcome.runs().get(i);
            String key = request.key();
            String first = key == null ? null : world.runOfKey.get(key);
            if (first == null) {
                Disagreement.unless(!world.runs.containsKey(id), "two submissions are one run: " + id);
                added.add(add(id, request));
                said.add("accepted");
            } else if (request.asked().equals(world.askedWithKey.get(key))) {
                Disagreement.unless(first.equals(id), "a repeat is another run: " + id + ", not " + first);
                said.add("accepted");
            } else {
                said.add("idempotency_key_reused");
            }
        }
        supersede(added);
        turns.admit(added.stream()
                .filter(run -> run.open().isPresent() && run.asked.notBefore() == null)
                .toList());
        return String.join(", ", said);
    }

    private Review add(String id, Step.Request request) {
        Review run = new Review(id, request.asked());
        Attempt first = new Attempt(1, world.now);
        first.hold = Turns.NOT_BEFORE;
        first.heldUntil = request.asked().notBefore();
        first.priority = request.asked().priority();
        run.attempts.add(first);
        run.events.add("queued");
        world.runs.put(id, run);
        String key = request.key();
        if (key != null) {
            world.runOfKey.put(key, id);
            world.askedWithKey.put(key, request.asked());
        }
        return run;
    }

    /// The newest of each pull request stays.
    private void supersede(List<Review> added) {
        for (Review newer : added.reversed()) {
            Integer pull = newer.asked.pullRequest();
            if (pull != null && world.agentOf(newer).supersede && newer.supersededBy == null) {
                world.runs.values().stream()
                        .filter(older -> !older.status.isTerminal()
                                && !older.id.equals(newer.id)
                                && pull.equals(older.asked.pullRequest())
                                && older.asked.repository().equals(newer.asked.repository())
                                && older.asked.agent().equals(newer.asked.agent()))
                        .toList()
                        .forEach(older -> {
                            ends.end(older, TaskState.CANCELLED, RunStatus.CANCELLED, null);
                            older.supersededBy = newer.id;
                        });
            }
        }
    }

    private String cancel(Review run) {
        if (run.status.isTerminal()) {
            return run.status == RunStatus.CANCELLED ? "cancelled" : "run_finished";
        }
        ends.end(run, TaskState.CANCELLED, RunStatus.CANCELLED, null);
        return "cancelled";
    }

    private String phase(Step.Phase step) {
        Attempt attempt = attempt(step.run(), step.task());
        TaskState target = TaskState.of(step.phase().wire());
        if (!attempt.state.isLive()
                || attempt.state.compareTo(target) > 0
                || !attempt.isLeased(world.now)
                || !step.keyId().equals(world.keyOf(attempt))) {
            return "refused";
        }
        attempt.state = target;
        attempt.confirm(
                world.now,
                world.now.plus(World.LEASE),
                world.run(step.run()).asked.timeoutSeconds());
        return "leased";
    }

    private Attempt attempt(String run, UUID task) {
        return world.find(run, task).orElseThrow(() -> new Disagreement("nobody was given the task " + task));
    }

    private String beat(Step.Beat beat) {
        World.Runner runner = world.runner(beat.runner());
        String refused = refusal(runner, beat.keyId());
        if (refused != null) {
            return refused;
        }
        world.runners.put(beat.runner(), runner.beaten(world.now, beat.offline()));
        Set<String> cancelled = new TreeSet<>();
        Set<String> lost = new TreeSet<>();
        if (beat.named() == null) {
            world.heldBy(beat.runner())
                    .map(World::openOf)
                    .filter(held -> beat.jobs() > 0
                            && held.isLeased(world.now)
                            && runner.session().equals(held.session))
                    .forEach(held -> held.leaseUntil = world.now.plus(World.LEASE));
            world.runs.values().stream()
                    .flatMap(run -> run.attempts.stream())
                    .filter(attempt -> attempt.state == TaskState.CANCELLED
                            && beat.runner().equals(attempt.runner)
                            && runner.session().equals(attempt.session)
                            && attempt.isLeased(world.now))
                    .forEach(attempt -> cancelled.add(String.valueOf(attempt.id)));
        } else {
            beat.named().forEach(task -> beat(beat.runner(), task, cancelled, lost));
        }
        return "cancelled %s, lost %s, drain %s".formatted(cancelled, lost, runner.draining());
    }

    private void beat(String runner, UUID task, Set<String> cancelled, Set<String> lost) {
        for (Review run : world.runs.values()) {
            Optional<Attempt> named = world.find(run.id, task).filter(attempt -> runner.equals(attempt.runner));
            if (named.isPresent()) {
                Attempt attempt = named.get();
                if (attempt.state.isLive() && attempt.isLeased(world.now)) {
                    attempt.confirm(world.now, world.now.plus(World.LEASE), run.asked.timeoutSeconds());
                } else {
                    (attempt.state == TaskState.CANCELLED ? cancelled : lost).add(task.toString());
                }
                return;
            }
        }
        lost.add(task.toString());
    }

    static @Nullable String refusal(World.Runner runner, String keyId) {
        return !runner.keyId().equals(keyId) ? "not_your_runner" : runner.gone() ? "runner_gone" : null;
    }

    private String result(Step.Result step) {
        Review run = world.run(step.run());
        Attempt attempt = attempt(step.run(), step.task());
        if (!step.keyId().equals(world.keyOf(attempt))) {
            return "not_your_runner";
        }
        if (step.digest().equals(attempt.digest)) {
            return attempt.state.wire() + " " + run.status.wire();
        }
        if (attempt.state == TaskState.SUCCEEDED || attempt.state == TaskState.FAILED) {
            return "already_finished";
        }
        if (!attempt.state.isLive()
                || !attempt.isLeased(world.now)
                || !step.runner().equals(attempt.runner)) {
            if (step.runner().equals(attempt.runner)) {
                letGo(attempt);
            }
            return "lease_lost";
        }
        if (step.way() == Step.Way.OTHER_COMMIT) {
            return "wrong_commit";
        }
        attempt.digest = step.digest();
        String reason = Ends.word(step.way());
        switch (step.way()) {
            case REVIEWED, OTHER_COMMIT -> ends.end(run, TaskState.SUCCEEDED, RunStatus.SUCCESS, null);
            case SOURCE_UNAVAILABLE, SANDBOX_FAILED -> ends.endAttempt(run, TaskState.FAILED, reason);
            case REVIEW_FAILED -> ends.end(run, TaskState.FAILED, RunStatus.FAILURE, reason);
            case TIMEOUT -> ends.end(run, TaskState.TIMED_OUT, RunStatus.TIMEOUT, reason);
        }
        return attempt.state.wire() + " " + run.status.wire();
    }

    private String handBack(String id, UUID task) {
        Attempt attempt = attempt(id, task);
        if (!attempt.state.isLive() || !attempt.isLeased(world.now)) {
            letGo(attempt);
            return "lease_lost";
        }
        ends.endAttempt(world.run(id), TaskState.RETURNED, "runner_lost");
        return "returned";
    }

    /// Its runner need not be told any more that it was cancelled.
    private void letGo(Attempt attempt) {
        if (attempt.state == TaskState.CANCELLED && attempt.isLeased(world.now)) {
            attempt.leaseUntil = world.now;
        }
    }

    private String sweep() {
        ends.mark();
        ends.due().forEach(ends::settle);
        return "done";
    }

    private String change(Step.Change change) {
        World.Agent agent = Objects.requireNonNull(world.agents.get(change.agent()));
        boolean paused = agent.paused;
        Integer limit = agent.limit;
        switch (change.setting()) {
            case PAUSED -> agent.paused = true;
            case ACTIVE -> agent.paused = false;
            case LIMIT -> agent.limit = change.limit();
            case SUPERSEDE -> agent.supersede = change.limit() != null;
        }
        if (paused != agent.paused || !Objects.equals(limit, agent.limit)) {
            // After all that has become ready; the ledger will say when exactly.
            agent.changedAt = world.now.plusSeconds(1);
        }
        if (change.followed() && !world.loose) {
            turns.follow(change.agent());
            turns.fill();
        }
        return "done";
    }

    private String register(Step.Register step) {
        World.Runner before = world.runners.get(step.runner());
        world.runners.put(
                step.runner(),
                new World.Runner(
                        step.keyId(),
                        step.session(),
                        step.slots(),
                        step.tags(),
                        before != null && before.draining(),
                        false,
                        world.now,
                        world.now,
                        false));
        ends.endAttempts(
                world.heldBy(step.runner())
                        .filter(run -> !step.session().equals(World.openOf(run).session))
                        .toList(),
                TaskState.LOST,
                "runner_lost");
        return "done";
    }

    private String deregister(String id, String keyId) {
        World.Runner runner = world.runner(id);
        if (!runner.keyId().equals(keyId)) {
            return "not_your_runner";
        }
        world.runners.put(id, runner.left());
        ends.endAttempts(world.heldBy(id).toList(), TaskState.RETURNED, "runner_lost");
        return "done";
    }

    private String orders(Step.Orders orders) {
        Set<String> cancelled = new TreeSet<>();
        world.runs.values().stream()
                .flatMap(run -> run.attempts.stream())
                .filter(attempt ->
                        attempt.cancelledAt != null && attempt.cancelledAt.isAfter(world.now.minus(orders.back())))
                .forEach(attempt -> cancelled.add(attempt.runner + " " + attempt.id));
        Set<String> draining = new TreeSet<>();
        world.runners.forEach((id, runner) -> {
            if (runner.draining()) {
                draining.add(id);
            }
        });
        return "draining %s, cancelled %s".formatted(draining, cancelled);
    }
}
