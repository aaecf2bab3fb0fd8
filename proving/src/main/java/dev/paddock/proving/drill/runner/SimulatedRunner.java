package dev.paddock.proving.drill.runner;

import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.HeartbeatReply;
import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One runner: registers, beats, polls, and works on what it gets, at the pace the server sets.
final class SimulatedRunner {

    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final ControlPlane controlPlane;
    private final Journal journal;
    private final BootClock clock = BootClock.system();
    private final String secret;
    private final Map<String, Attempt> held = new ConcurrentHashMap<>();
    private volatile @Nullable Registration registration;
    private volatile boolean stopping;

    SimulatedRunner(ControlPlane controlPlane, Journal journal, String secret) {
        this.controlPlane = controlPlane;
        this.journal = journal;
        this.secret = secret;
    }

    void start() {
        Thread.ofVirtual().start(() -> loop(this::beat));
        Thread.ofVirtual().start(() -> loop(this::claim));
    }

    /// Hands back what is in work.
    void stop() throws InterruptedException {
        stopping = true;
        held.values().forEach(attempt -> attempt.order("shutdown"));
        long end = clock.millis() + LAST_WORDS.toMillis();
        while (!held.isEmpty() && clock.millis() < end) {
            Thread.sleep(10);
        }
    }

    /// A turn of a loop; how long to rest after it.
    private interface Turn {
        Duration run() throws InterruptedException;
    }

    private void loop(Turn turn) {
        try {
            while (!stopping) {
                Thread.sleep(turn.run());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration beat() throws InterruptedException {
        Registration pace = registration;
        if (pace == null) {
            return register();
        }
        List<String> ids = List.copyOf(held.keySet());
        RunnerStatus status = ids.isEmpty() ? RunnerStatus.ONLINE : RunnerStatus.BUSY;
        switch (controlPlane.heartbeat(new Heartbeat(status, ids.size(), ids, 0L))) {
            case Reply.Ok<HeartbeatReply>(HeartbeatReply reply, long startedAt) -> {
                obey(reply, ids, startedAt);
                return Duration.ofMillis(pace.heartbeatIntervalMs());
            }
            case Reply.Refused<HeartbeatReply>(int status404, var _) when status404 == 404 -> registration = null;
            case Reply.Refused<HeartbeatReply> _, Reply.Away<HeartbeatReply> _ -> {
                // It beats again soon.
            }
        }
        return SOON;
    }

    private Duration register() throws InterruptedException {
        if (controlPlane.register() instanceof Reply.Ok<Registration>(Registration pace, long _)) {
            registration = pace;
        }
        return SOON;
    }

    private void obey(HeartbeatReply reply, List<String> named, long startedAt) {
        for (String id : named) {
            Attempt attempt = held.get(id);
            if (attempt == null) {
                continue;
            }
            if (reply.cancelTaskIds().contains(id)) {
                attempt.order("cancelled");
            } else if (reply.lostTaskIds().contains(id)) {
                attempt.order("lost");
            } else {
                attempt.renewed(startedAt);
            }
        }
    }

    private Duration claim() throws InterruptedException {
        Registration pace = registration;
        int free = controlPlane.runner().slots() - held.size();
        if (pace == null || free <= 0) {
            return Duration.ofMillis(10);
        }
        if (controlPlane.pending(free, Duration.ofMillis(pace.pollWaitMs()))
                instanceof Reply.Ok<List<RunnerTask>>(List<RunnerTask> tasks, long startedAt)) {
            tasks.forEach(task -> accept(task, startedAt, pace));
            return Duration.ZERO;
        }
        return SOON;
    }

    private void accept(RunnerTask task, long startedAt, Registration pace) {
        var fence = new Fence(startedAt, pace.leaseMs());
        var attempt = new Attempt(controlPlane, task, journal, fence, clock, secret);
        if (stopping || held.putIfAbsent(task.id(), attempt) != null) {
            return;
        }
        Thread.ofVirtual().start(() -> {
            try {
                attempt.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                held.remove(task.id());
            }
        });
    }
}
