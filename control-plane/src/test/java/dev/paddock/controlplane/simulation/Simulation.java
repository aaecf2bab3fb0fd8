package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import dev.paddock.controlplane.run.TaskState;
import dev.paddock.controlplane.sql.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;

/// One story: random steps from a seed, each compared with the model, and then a quiet end in which all that is left
/// has to be reviewed.
final class Simulation {

    /// Of the story's agents: one without a limit, one with, and one whose newer runs supersede.
    static final List<Integer> MAX_ATTEMPTS = List.of(3, 2, 1);

    static final int TIMEOUT_SECONDS = 120;
    private static final int MOST_ROUNDS = 300;

    private final Driver driver;
    private final Jdbi jdbi;
    private final String first = Ids.run().value();
    private final Chooser.Cast cast;
    private final Chooser chooser;
    private final List<String> told = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();
    private World world;

    Simulation(long seed, Driver driver, Jdbi jdbi) {
        this.driver = driver;
        this.jdbi = jdbi;
        String prefix = "s" + UUID.randomUUID().toString().substring(0, 8) + "-";
        this.cast = new Chooser.Cast(
                names(prefix + "agent-", 3), names(prefix + "repository-", 2), names(prefix + "key-", 2), prefix);
        store();
        this.world = begin();
        this.chooser = new Chooser(new Random(seed), world, cast);
    }

    private static List<String> names(String prefix, int many) {
        return IntStream.range(0, many).mapToObj(i -> prefix + i).toList();
    }

    private void store() {
        jdbi.useHandle(handle -> {
            handle.execute("update clock.hand set at = date_trunc('second', at) + interval '7 days'");
            handle.execute("update sweep set swept_at = now(), aged_at = now(), away_from = null, away_until = null");
            for (int i = 0; i < cast.agents().size(); i++) {
                handle.execute(
                        """
                        insert into agent (id, name, template, image, config, timeout_seconds, max_attempts,
                            concurrency_limit, supersede)
                        select ?, ?, template, image, config, ?::integer, ?::integer, ?::integer, ?::boolean from agent where name = 'code-reviewer'
                        """,
                        cast.agents().get(i),
                        cast.agents().get(i),
                        TIMEOUT_SECONDS,
                        MAX_ATTEMPTS.get(i),
                        i == 1 ? 2 : null,
                        i == 2);
            }
            for (String name : cast.repositories()) {
                handle.execute(
                        "insert into repository (id, name, clone_url, owner) values (?, ?, ?, 'test')",
                        name,
                        name,
                        "https://example.com/" + name);
            }
            for (String key : cast.keys()) {
                handle.execute(
                        "insert into api_key (id, name, role, hash) values (?, 'test', 'runner', ?::text::bytea)",
                        key,
                        key);
            }
        });
    }

    private World begin() {
        Instant now = jdbi.withHandle(handle -> handle.createQuery("select at from clock.hand")
                .mapTo(Instant.class)
                .one());
        World fresh = new World(now, now);
        for (int i = 0; i < cast.agents().size(); i++) {
            World.Agent agent = new World.Agent();
            agent.limit = i == 1 ? 2 : null;
            agent.supersede = i == 2;
            fresh.agents.put(cast.agents().get(i), agent);
        }
        return fresh;
    }

    /// Tells the story of so many steps, and its end. An [AssertionError] with all that was told so far when the ledger
    /// does something else than the model.
    void tell(int steps) {
        try {
            for (int i = 0; i < steps; i++) {
                make(chooser.next(world));
            }
            drain();
        } catch (RuntimeException e) {
            throw new AssertionError(e + "\n\nThe story so far:\n" + String.join("\n", told), e);
        }
    }

    /// What happened to attempts and runs: the words of their ends, and why tasks were held.
    Set<String> seen() {
        return seen;
    }

    private void see() {
        world.runs.values().forEach(run -> {
            seen.add("run " + run.status.wire());
            run.attempts.forEach(attempt -> {
                seen.add(attempt.state.wire());
                if (attempt.hold != null) {
                    seen.add(attempt.hold);
                }
            });
        });
    }

    /// How many steps were made.
    int steps() {
        return told.size();
    }

    private Answer make(Step step) {
        told.add((told.size() + 1) + ". " + step);
        if (step instanceof Step.Race race) {
            race(race);
            return Answer.DONE;
        }
        Answer answer = driver.make(step);
        told.set(told.size() - 1, told.getLast() + "\n    " + answer);
        Rules.apply(world, step, answer);
        Agreement.reach(world, Ledger.read(jdbi, first), Duration.ZERO);
        see();
        return answer;
    }

    private void race(Step.Race race) {
        List<Answer> answers = new Crowd(driver, jdbi).make(race);
        told.set(told.size() - 1, told.getLast() + "\n    " + answers);
        world = Referee.judge(world, race.steps(), answers, Ledger.read(jdbi, first));
        see();
    }

    /// Everybody is well again: what is left is done in the end.
    private void drain() {
        cast.agents().forEach(agent -> make(new Step.Change(agent, Step.Setting.ACTIVE, null, true)));
        List<String> tags = List.of(cast.prefix() + "gpu", cast.prefix() + "linux");
        String runner = cast.prefix() + "runner-2";
        make(new Step.Register(runner, cast.keys().getFirst(), "the last process", 10, tags));
        make(new Step.Drain(runner, false));
        for (int round = 0; round < MOST_ROUNDS && world.openRuns().findAny().isPresent(); round++) {
            make(new Step.Sweep());
            make(new Step.Look());
            Answer claimed =
                    make(new Step.Claim(0, List.of(new Poll(runner, cast.keys().getFirst(), "the last process", 10))));
            if (claimed.given().isEmpty()) {
                make(new Step.Pass(Duration.ofMinutes(5), true));
            }
            claimed.given()
                    .values()
                    .forEach(tasks -> tasks.forEach(task -> make(new Step.Result(
                            task.run(),
                            task.attempt(),
                            task.task(),
                            runner,
                            cast.keys().getFirst(),
                            Step.Way.REVIEWED))));
        }
        Disagreement.unless(
                world.openRuns().findAny().isEmpty(),
                "these never end: " + world.openRuns().map(run -> run.id).toList());
        Disagreement.unless(
                world.runs.values().stream()
                        .allMatch(run -> run.attempts.stream().noneMatch(attempt -> attempt.state == TaskState.READY)),
                "a run has ended, and its task waits");
    }
}
