package dev.paddock.controlplane.simulation;

import dev.paddock.controlplane.claim.ClaimingReplica.Poll;
import dev.paddock.controlplane.run.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;

/// One story: random steps from a seed, each compared with the model, and then a quiet end in which all that is left
/// has to be reviewed.
final class Simulation {

    /// Of the story's agents: one without a limit, one with, and one whose newer runs supersede.
    static final List<Integer> MAX_ATTEMPTS = List.of(3, 2, 1);

    /// Attempts of a run that may end without anybody's fault.
    static final int FREE_ENDS = 5;

    static final int TIMEOUT_SECONDS = 120;
    private static final int MOST_ROUNDS = 300;

    private static final Pattern ID =
            Pattern.compile("run_[0-9A-Z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Driver driver;
    private final Jdbi jdbi;
    private final Chooser.Cast cast =
            new Chooser.Cast(names("agent-", MAX_ATTEMPTS.size()), names("repository-", 2), names("key-", 2), "");
    private final List<Told> told = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();
    private World world;
    private int chosen;

    /// Begins a story on a ledger without any.
    Simulation(Driver driver, Jdbi jdbi) {
        this.driver = driver;
        this.jdbi = jdbi;
        clear();
        store();
        this.world = begin();
    }

    private static List<String> names(String prefix, int many) {
        return IntStream.range(0, many).mapToObj(i -> prefix + i).toList();
    }

    private void clear() {
        jdbi.useHandle(handle -> {
            handle.execute("truncate run, runner, idempotency_key, concurrency_group cascade");
            handle.execute("delete from repository");
            handle.execute("delete from agent where name <> 'code-reviewer'");
            handle.execute("delete from api_key where id = any(?::text[])", "{" + String.join(",", cast.keys()) + "}");
            handle.execute("update clock.hand set at = '2030-01-01T00:00:00Z'");
            handle.execute("alter sequence clock.tick restart");
            handle.execute("update sweep set swept_at = now(), aged_at = now(), away_from = null, away_until = null");
        });
    }

    private void store() {
        jdbi.useHandle(handle -> {
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

    /// Tells the story of so many steps, and its end. A [Disagreement] when the ledger does something else than the
    /// model.
    void tell(long seed, int steps) {
        Chooser chooser = new Chooser(new Random(seed), world, cast);
        for (int i = 0; i < steps; i++) {
            chosen++;
            make(chooser.next(world));
        }
        drain();
    }

    /// Tells a part of a story again, and its end.
    ///
    /// @param whole what the part is of
    void retell(List<Told> part, List<Told> whole) {
        Translation translation = new Translation(whole, world);
        for (Told then : part) {
            Optional<Step> step = translation.say(then.step(), world);
            if (step.isPresent()) {
                chosen++;
                make(step.get());
                translation.learn(then, told.getLast());
            }
        }
        drain();
    }

    /// What was told but for the end.
    List<Told> story() {
        return List.copyOf(told.subList(0, chosen));
    }

    /// All that was told. Runs and tasks are called by their turn, not by the ids that they got this time.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < told.size(); i++) {
            text.append("%d. %s%n".formatted(i + 1, told.get(i).step()));
            told.get(i).answers().forEach(answer -> text.append("    %s%n".formatted(answer)));
        }
        return plain(text.toString());
    }

    /// The text with runs and tasks called as in this story.
    String plain(String text) {
        Map<String, String> called = new HashMap<>();
        ID.matcher(told.toString())
                .results()
                .map(MatchResult::group)
                .forEach(
                        id -> called.putIfAbsent(id, (id.startsWith("run_") ? "run-" : "task-") + (called.size() + 1)));
        return ID.matcher(text).replaceAll(id -> called.getOrDefault(id.group(), id.group()));
    }

    /// What happened to attempts and runs: the words of their ends, and why tasks were held.
    Set<String> seen() {
        return seen;
    }

    private void see() {
        world.runs.values().forEach(run -> {
            seen.add("run " + run.status.wire());
            if (run.ended(TaskState.RETURNED, TaskState.UNCONFIRMED) > FREE_ENDS) {
                seen.add("no free end is left");
            }
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
        told.add(new Told(step, List.of()));
        if (step instanceof Step.Race race) {
            List<Answer> answers = Crowd.make(driver, jdbi, race);
            told.set(told.size() - 1, new Told(step, answers));
            world = Referee.judge(world, race.steps(), answers, Ledger.read(jdbi));
            see();
            return Answer.DONE;
        }
        Answer answer = driver.make(step);
        told.set(told.size() - 1, new Told(step, List.of(answer)));
        Rules.apply(world, step, answer);
        Agreement.reach(world, Ledger.read(jdbi), Duration.ZERO);
        see();
        return answer;
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
