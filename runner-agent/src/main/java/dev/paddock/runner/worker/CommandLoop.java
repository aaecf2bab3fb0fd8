package dev.paddock.runner.worker;

import dev.paddock.model.runner.RunnerCommand;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.review.Cancellation.Cause;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Keeps the stream of commands open, and obeys. While there is none, heartbeat replies say the same, later.
final class CommandLoop implements Loop.Step {

    private static final Logger LOG = Logger.getLogger(CommandLoop.class);

    /// A stream that ends sooner is as good as none: its successor waits longer.
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final ControlPlane controlPlane;
    private final Session session;
    private final HeldTasks held;
    private final ClaimLoop claims;
    private final Backoff backoff;
    private final BootClock clock;
    private int failures;

    CommandLoop(
            ControlPlane controlPlane,
            Session session,
            HeldTasks held,
            ClaimLoop claims,
            Backoff backoff,
            BootClock clock) {
        this.controlPlane = controlPlane;
        this.session = session;
        this.held = held;
        this.claims = claims;
        this.backoff = backoff;
        this.clock = clock;
    }

    @Override
    public Duration run() throws InterruptedException {
        session.await();
        switch (controlPlane.commands(this::obey)) {
            case Reply.Ok<String>(String how, long startedAt) -> {
                failures = clock.millis() - startedAt < STEADY.toMillis() ? failures : 0;
                LOG.debugf("the stream of commands is over: %s", how);
            }
            // What is wrong the heartbeats learn too, and judge.
            case Reply.Refused<String> refused ->
                LOG.debugf("no stream of commands: %s", refused.problem().detail());
            case Reply.Away<String>(String why) -> LOG.debugf("no stream of commands: %s", why);
        }
        return backoff.after(++failures);
    }

    private void obey(RunnerCommand command) {
        switch (command) {
            case RunnerCommand.Cancel(List<String> ids) -> ids.forEach(this::cancel);
            case RunnerCommand.Drain() -> claims.drain(true, clock.millis());
            case RunnerCommand.Undrain() -> claims.drain(false, clock.millis());
        }
    }

    private void cancel(String id) {
        held.find(id).ifPresent(review -> {
            LOG.infof("task %s: told to cancel", id);
            review.order(Cause.CANCELLED);
        });
    }
}
