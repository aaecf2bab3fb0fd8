package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says the steps of one story with the ids that the ledger gives in another. What has no meaning there, since an
/// earlier step was left out, is left out too.
final class Translation {

    private record Place(String run, int attempt) {}

    private final Map<UUID, Place> places = new HashMap<>();
    private final Map<String, String> runs = new HashMap<>();
    private World world;

    /// @param original the story whose steps are said
    Translation(List<Told> original, World world) {
        this.world = world;
        original.stream()
                .flatMap(told -> told.answers().stream())
                .flatMap(answer -> answer.given().values().stream())
                .flatMap(List::stream)
                .forEach(given -> places.put(given.task(), new Place(given.run(), given.attempt())));
    }

    /// A step was made in both stories: its runs are the same ones.
    void learn(Told then, Told now) {
        for (int i = 0; i < now.answers().size(); i++) {
            List<String> mine = now.answers().get(i).runs();
            // Of a race some steps may have been left out.
            Step step = now.steps().get(i);
            int at = then.steps().indexOf(step);
            if (at >= 0 && at < then.answers().size()) {
                List<String> theirs = then.answers().get(at).runs();
                for (int j = 0; j < Math.min(mine.size(), theirs.size()); j++) {
                    runs.put(theirs.get(j), mine.get(j));
                }
            }
        }
    }

    /// The step as it is made in a world that has come so far; empty when it cannot be.
    Optional<Step> say(Step step, World sofar) {
        world = sofar;
        return Optional.ofNullable(say(step));
    }

    private @Nullable Step say(Step step) {
        return switch (step) {
            case Step.Cancel(String run) -> runs.containsKey(run) ? new Step.Cancel(run(run)) : null;
            case Step.Phase phase ->
                task(phase.task())
                        .map(task -> new Step.Phase(run(phase.run()), task, phase.phase(), phase.keyId()))
                        .orElse(null);
            case Step.HandBack back ->
                task(back.task())
                        .map(task -> new Step.HandBack(run(back.run()), task))
                        .orElse(null);
            case Step.Result one ->
                task(one.task())
                        .map(task -> new Step.Result(
                                run(one.run()), one.attempt(), task, one.runner(), one.keyId(), one.way()))
                        .filter(result -> knows(one.runner()))
                        .orElse(null);
            case Step.Beat beat -> knows(beat.runner()) ? say(beat) : null;
            case Step.Claim(int replica, List<Poll> polls) -> {
                List<Poll> known =
                        polls.stream().filter(poll -> knows(poll.runner())).toList();
                yield known.isEmpty() ? null : new Step.Claim(replica, known);
            }
            case Step.Deregister(String runner, String keyId) -> knows(runner) ? step : null;
            case Step.Drain(String runner, boolean draining) -> knows(runner) ? step : null;
            case Step.Race(List<Step> steps, long seed) -> {
                List<Step> said = steps.stream()
                        .flatMap(one -> Stream.ofNullable(say(one)))
                        .toList();
                yield said.isEmpty() ? null : new Step.Race(said, seed);
            }
            default -> step;
        };
    }

    private Step say(Step.Beat beat) {
        List<UUID> named = beat.named();
        return new Step.Beat(
                beat.runner(),
                beat.keyId(),
                beat.offline(),
                beat.jobs(),
                named == null
                        ? null
                        : named.stream().flatMap(task -> task(task).stream()).toList());
    }

    private boolean knows(String runner) {
        return world.runners.containsKey(runner);
    }

    private String run(String theirs) {
        return runs.getOrDefault(theirs, theirs);
    }

    private Optional<UUID> task(UUID theirs) {
        return Optional.ofNullable(places.get(theirs))
                .flatMap(place -> Optional.ofNullable(world.runs.get(run(place.run())))
                        .filter(run -> run.attempts.size() >= place.attempt())
                        .map(run -> run.attempts.get(place.attempt() - 1))
                        .map(attempt -> attempt.id));
    }
}
