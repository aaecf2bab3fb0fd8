package dev.paddock.controlplane.metrics;

import dev.paddock.controlplane.run.ClaimStore;
import dev.paddock.controlplane.run.EndStore;
import dev.paddock.controlplane.run.TaskState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// How long tasks waited for a runner and how long they were with it, from what the ledger's own statements return.
/// A replica counts what it committed itself: the sum over all is the whole.
@Singleton
class TaskMeters {

    private static final List<TaskState> ENDS = Stream.of(TaskState.values())
            .filter(state -> state.compareTo(TaskState.SUCCEEDED) >= 0)
            .toList();
    // How a lease ends without a result and without a cancellation.
    private static final List<TaskState> EXPIRIES =
            List.of(TaskState.LOST, TaskState.UNCONFIRMED, TaskState.RETURNED, TaskState.TIMED_OUT);
    // From an idle fleet's milliseconds to a day of waiting.
    private static final Duration[] WAITS =
            buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400);
    // From a no-op to the longest time limit.
    private static final Duration[] LENGTHS =
            buckets(0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600);

    private final MeterRegistry meters;

    TaskMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /// A meter that is there from the start shows its first event too.
    void start(@Observes StartupEvent event) {
        waited();
        ENDS.forEach(this::lasted);
        EXPIRIES.forEach(this::expired);
    }

    void claimed(@Observes(during = TransactionPhase.AFTER_SUCCESS) ClaimStore.Served served) {
        Timer waited = waited();
        served.seconds().forEach(seconds -> waited.record(duration(seconds)));
    }

    void ended(@Observes(during = TransactionPhase.AFTER_SUCCESS) EndStore.Ended ended) {
        Timer lasted = lasted(ended.state());
        ended.seconds().forEach(seconds -> lasted.record(duration(seconds)));
        if (EXPIRIES.contains(ended.state())) {
            expired(ended.state()).increment(ended.seconds().size());
        }
    }

    private Timer waited() {
        return Timer.builder("paddock.task.queue")
                .description("From the moment a task was ready until a runner claimed it")
                .serviceLevelObjectives(WAITS)
                .register(meters);
    }

    private Timer lasted(TaskState end) {
        return Timer.builder("paddock.task.duration")
                .description("From a task's claim to its end, by outcome")
                .serviceLevelObjectives(LENGTHS)
                .tag("outcome", end.wire())
                .register(meters);
    }

    private Counter expired(TaskState end) {
        return Counter.builder("paddock.leases.expired")
                .description("Leases that ended without a result or a cancellation, by how")
                .tag("kind", end.wire())
                .register(meters);
    }

    private static Duration[] buckets(double... seconds) {
        return Arrays.stream(seconds).mapToObj(TaskMeters::duration).toArray(Duration[]::new);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
