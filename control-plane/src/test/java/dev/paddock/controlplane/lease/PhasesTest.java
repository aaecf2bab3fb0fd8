package dev.paddock.controlplane.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.access.TaskTokens;
import dev.paddock.model.task.TaskPhase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Phases that come at the same time, from many runners or twice from one.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class PhasesTest {

    private static final int TASKS = 20;

    private final String lane = Server.lane();
    private final Phases phases;
    private final Jdbi ledger;

    PhasesTest(Phases phases, Jdbi ledger) {
        this.phases = phases;
        this.ledger = ledger;
    }

    @Test
    void manyTasksGoTheirWaysAtOnce() throws Exception {
        List<UUID> tasks = claimed();
        var steps = List.of(TaskPhase.PREPARING, TaskPhase.CLONING, TaskPhase.REVIEWING);

        List<Optional<Instant>> answers = together(tasks.stream()
                .<Callable<Optional<Instant>>>map(task -> () -> steps.stream()
                        .map(step -> enter(task, step))
                        .reduce((before, now) -> before.isPresent() ? now : before)
                        .orElseThrow())
                .toList());

        assertThat(answers).allMatch(Optional::isPresent);
        assertThat(states()).hasSize(TASKS).containsOnly("reviewing");
    }

    @Test
    void aPhaseSentTwiceAtOnceIsFineAndOthersOfTheGroupAreNotHarmed() throws Exception {
        List<UUID> tasks = claimed();
        UUID first = tasks.getFirst();

        List<Callable<Optional<Instant>>> calls = new ArrayList<>();
        for (UUID task : tasks) {
            calls.add(() -> enter(task, TaskPhase.CLONING));
            calls.add(() -> enter(task, TaskPhase.CLONING));
        }
        calls.add(() -> phases.enter(first, TaskPhase.REVIEWING, "another-key"));
        calls.add(() -> enter(UUID.randomUUID(), TaskPhase.CLONING));
        List<Optional<Instant>> answers = together(calls);

        assertThat(answers.subList(0, 2 * TASKS)).allMatch(Optional::isPresent);
        assertThat(answers.subList(2 * TASKS, answers.size())).allMatch(Optional::isEmpty);
        assertThat(states()).hasSize(TASKS).containsOnly("cloning");
    }

    private Optional<Instant> enter(UUID task, TaskPhase phase) {
        return phases.enter(task, phase, TaskTokens.callerOf(task));
    }

    private List<UUID> claimed() {
        String runner = Server.register(lane, TASKS);
        IntStream.range(0, TASKS).forEach(i -> Server.submit(lane));
        return Stream.generate(() -> UUID.fromString(Server.claim(runner)))
                .limit(TASKS)
                .toList();
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> answers = new ArrayList<>();
            for (var call : threads.invokeAll(calls)) {
                answers.add(call.get());
            }
            return answers;
        }
    }

    private List<String> states() {
        return ledger.withHandle(handle -> handle.createQuery("select state from task where lane = :lane")
                .bind("lane", lane)
                .mapTo(String.class)
                .list());
    }
}
