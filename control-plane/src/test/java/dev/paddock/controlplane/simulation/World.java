package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.run.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the model knows: runs, their attempts, runners, agents, and the time.
final class World {

    static final Duration LEASE = Duration.ofSeconds(60);
    static final Duration OFFLINE = Duration.ofSeconds(45);
    static final Duration SILENT = Duration.ofSeconds(75);

    /// Who reviews, by which rules.
    static final class Agent {
        boolean paused;

        @Nullable
        Integer limit;

        boolean supersede;
        /// Since when its tasks have to follow a change; null = they have.
        @Nullable
        Instant changedAt;

        Agent copy() {
            Agent copy = new Agent();
            copy.paused = paused;
            copy.limit = limit;
            copy.supersede = supersede;
            copy.changedAt = changedAt;
            return copy;
        }

        int room() {
            return Objects.requireNonNullElse(limit, 1);
        }
    }

    /// Who works.
    ///
    /// @param heardAt when it registered, or gave a sign of life after that
    /// @param polledAt when it registered, or asked for tasks after that
    /// @param offline whether it says of itself that it is
    record Runner(
            String keyId,
            String session,
            int slots,
            List<String> tags,
            boolean draining,
            boolean gone,
            Instant heardAt,
            Instant polledAt,
            boolean offline) {

        Runner at(Instant heard, Instant polled) {
            return new Runner(keyId, session, slots, tags, draining, gone, heard, polled, offline);
        }

        Runner beaten(Instant at, boolean saysOffline) {
            return new Runner(keyId, session, slots, tags, draining, gone, at, polledAt, saysOffline);
        }

        Runner drained(boolean drains) {
            return new Runner(keyId, session, slots, tags, drains, gone, heardAt, polledAt, offline);
        }

        Runner left() {
            return new Runner(keyId, session, slots, tags, draining, true, heardAt, polledAt, offline);
        }
    }

    Instant now;
    Instant sweptAt;

    @Nullable
    Instant awayFrom;

    @Nullable
    Instant awayUntil;

    /// Several things happen at the same time: who could be served may be passed over.
    boolean loose;

    final SortedMap<String, Review> runs = new TreeMap<>();
    final SortedMap<String, Agent> agents = new TreeMap<>();
    final SortedMap<String, Runner> runners = new TreeMap<>();
    final SortedMap<String, String> runOfKey = new TreeMap<>();
    final SortedMap<String, Review.Asked> askedWithKey = new TreeMap<>();

    World(Instant now, Instant sweptAt) {
        this.now = now;
        this.sweptAt = sweptAt;
    }

    World copy() {
        World copy = new World(now, sweptAt);
        copy.awayFrom = awayFrom;
        copy.awayUntil = awayUntil;
        copy.loose = loose;
        runs.forEach((id, run) -> copy.runs.put(id, run.copy()));
        agents.forEach((id, agent) -> copy.agents.put(id, agent.copy()));
        copy.runners.putAll(runners);
        copy.runOfKey.putAll(runOfKey);
        copy.askedWithKey.putAll(askedWithKey);
        return copy;
    }

    Review run(String id) {
        Review run = runs.get(id);
        if (run == null) {
            throw new Disagreement("nobody knows the run " + id);
        }
        return run;
    }

    Agent agentOf(Review run) {
        return Objects.requireNonNull(agents.get(run.asked.agent()));
    }

    Runner runner(String id) {
        return Objects.requireNonNull(runners.get(id));
    }

    /// The key that may speak for an attempt; null = none may.
    @Nullable
    String keyOf(Attempt attempt) {
        return attempt.runner == null ? null : runner(attempt.runner).keyId();
    }

    Optional<Attempt> find(String run, UUID task) {
        return run(run).attempts.stream()
                .filter(attempt -> task.equals(attempt.id))
                .findFirst();
    }

    /// The runs with an open attempt, by their ids.
    Stream<Review> openRuns() {
        return runs.values().stream().filter(run -> run.open().isPresent());
    }

    /// The run's open attempt.
    static Attempt openOf(Review run) {
        return run.open().orElseThrow(() -> new Disagreement(run.id + " has no open attempt"));
    }

    /// The runs whose open attempt is live and that runner's.
    Stream<Review> heldBy(String runner) {
        return openRuns().filter(run -> openOf(run).state.isLive() && runner.equals(openOf(run).runner));
    }

    /// The concurrency group that a task of the run counts for; null = none.
    @Nullable
    String groupOf(Review run) {
        String named = run.asked.group();
        return named != null
                ? run.asked.repository() + "/" + named
                : agentOf(run).limit != null ? run.asked.agent() : null;
    }

    /// How many of a group are ready or live.
    long taken(String group) {
        return openRuns()
                .map(World::openOf)
                .filter(attempt -> group.equals(attempt.group) && attempt.state != TaskState.HELD)
                .count();
    }
}
