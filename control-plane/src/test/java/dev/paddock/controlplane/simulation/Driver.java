package dev.paddock.controlplane.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.controlplane.catalog.UpdateAgent;
import dev.paddock.controlplane.claim.ClaimingReplica;
import dev.paddock.controlplane.http.ProblemCodes;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.EndRun;
import dev.paddock.controlplane.submit.SubmitCalls;
import dev.paddock.controlplane.submit.SubmitRun;
import dev.paddock.controlplane.turn.TurnCalls;
import dev.paddock.model.run.Priority;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.task.RunnerTask;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Makes steps with the server's own use cases.
@Singleton
public class Driver {

    static final String COMMIT = "a".repeat(40);

    private final SubmitCalls submits;
    private final ClaimingReplica claims;
    private final RunnerDriver runners;
    private final TurnCalls turns;
    private final Changes changes;
    private final Jdbi jdbi;

    Driver(
            SubmitCalls submits,
            ClaimingReplica claims,
            RunnerDriver runners,
            TurnCalls turns,
            Changes changes,
            Jdbi jdbi) {
        this.submits = submits;
        this.claims = claims;
        this.runners = runners;
        this.turns = turns;
        this.changes = changes;
        this.jdbi = jdbi;
    }

    /// What people change.
    @Singleton
    record Changes(EndRun end, UpdateAgent agents, Admission admission) {}

    /// The step's outcome; a problem is one, by its code. Throws what no caller should see.
    Answer make(Step step) {
        try {
            return switch (step) {
                case Step.Submit submit -> submit(submit);
                case Step.Claim claim -> claim(claim);
                case Step.Cancel(String run) ->
                    Answer.said(
                            changes.end().cancel(new RunId(run), null).status().wire());
                case Step.Freed(String group) -> done(() -> changes.admission().release(List.of(group)));
                case Step.Change change -> done(() -> change(change));
                case Step.Look() -> done(turns::look);
                case Step.Pass pass -> done(() -> pass(pass));
                case Step.Race race -> throw new IllegalArgumentException("only its steps can be made: " + race);
                default -> runners.make(step);
            };
        } catch (ProblemException problem) {
            return Answer.said(ProblemCodes.of(problem));
        }
    }

    static Answer done(Runnable step) {
        step.run();
        return Answer.DONE;
    }

    private Answer submit(Step.Submit submit) {
        List<String> said = new ArrayList<>();
        List<String> runs = new ArrayList<>();
        List<SubmitCalls.Wanted> wanted = submit.requests().stream()
                .map(request -> new SubmitCalls.Wanted(spec(request.asked()), "simulation", request.key()))
                .toList();
        for (SubmitRun.Outcome outcome : submits.submit(wanted)) {
            switch (outcome) {
                case SubmitRun.Outcome.Accepted(RunId id) -> {
                    said.add("accepted");
                    runs.add(id.value());
                }
                case SubmitRun.Outcome.Refused(ProblemException problem) -> {
                    said.add(ProblemCodes.of(problem));
                    runs.add("");
                }
                default -> throw new IllegalStateException("not to be expected of a known repository: " + outcome);
            }
        }
        return new Answer(String.join(", ", said), runs, Map.of());
    }

    private static RunSpec spec(Review.Asked asked) {
        Integer number = asked.pullRequest();
        return new RunSpec(
                asked.agent(),
                asked.repository(),
                null,
                COMMIT,
                null,
                number == null ? null : new RunSpec.PullRequest(number, null, null, null),
                null,
                null,
                null,
                Stream.of(Priority.values())
                        .filter(priority -> priority.level() == asked.priority())
                        .findFirst()
                        .orElseThrow(),
                List.of(asked.tag()),
                null,
                null,
                asked.notBefore(),
                asked.group());
    }

    private Answer claim(Step.Claim claim) {
        List<String> said = new ArrayList<>();
        Map<String, List<Answer.Given>> given = new TreeMap<>();
        List<CompletableFuture<List<RunnerTask>>> answers = claims.turn(claim.replica(), claim.polls());
        for (int i = 0; i < answers.size(); i++) {
            try {
                List<Answer.Given> tasks = answers.get(i).join().stream()
                        .map(task -> new Answer.Given(task.runId().value(), task.attempt(), UUID.fromString(task.id())))
                        .toList();
                said.add("tasks");
                if (!tasks.isEmpty()) {
                    given.put(claim.polls().get(i).runner(), tasks);
                }
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof ProblemException problem)) {
                    throw e;
                }
                said.add(ProblemCodes.of(problem));
            }
        }
        return new Answer(String.join(", ", said), List.of(), given);
    }

    private void change(Step.Change change) {
        Map<String, @Nullable Object> patch = switch (change.setting()) {
            case PAUSED -> Map.of("status", "paused");
            case ACTIVE -> Map.of("status", "active");
            case LIMIT -> Collections.singletonMap("concurrency_limit", change.limit());
            case SUPERSEDE -> Map.of("supersede", change.limit() != null);
        };
        try {
            var unused = changes.agents().update(change.agent(), patch);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        if (change.followed()) {
            turns.changed(change.agent());
        }
    }

    private void pass(Step.Pass pass) {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "update clock.hand set at = at + ? * interval '1 microsecond'",
                    pass.time().toNanos() / 1000);
            handle.execute("alter sequence clock.tick restart");
            if (pass.swept()) {
                handle.execute("update sweep set swept_at = now()");
            }
        });
    }
}
