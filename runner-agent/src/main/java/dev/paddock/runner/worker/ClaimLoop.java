package dev.paddock.runner.worker;

import dev.paddock.model.runner.Registration;
import dev.paddock.model.task.RunnerTask;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.review.ReviewTools;
import dev.paddock.runner.review.RunReview;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/// Polls for as many tasks as there are free slots, and starts to work on them.
final class ClaimLoop implements Loop.Step {

    private static final Logger LOG = Logger.getLogger(ClaimLoop.class);

    /// A poll that ends without news sooner than this is not repeated at once: a server that drains or restarts answers
    /// right away.
    private static final Duration TOO_SOON = Duration.ofSeconds(1);

    /// Until somebody stops the runner.
    private static final Duration IDLE = Duration.ofDays(1);

    private final ReviewTools tools;
    private final Session session;
    private final HeldTasks held;
    private final Term term;
    private final EngineWatch engine;
    private final BootClock clock;
    private volatile boolean draining;
    private long toldAt = Long.MIN_VALUE;
    private boolean shown;
    private volatile long polledAt;

    ClaimLoop(ReviewTools tools, Session session, HeldTasks held, Term term, EngineWatch engine) {
        this.tools = tools;
        this.session = session;
        this.held = held;
        this.term = term;
        this.engine = engine;
        this.clock = tools.clock();
        this.polledAt = clock.millis();
    }

    /// Milliseconds since the newest poll began.
    long pollAge() {
        return clock.millis() - polledAt;
    }

    /// Whether new tasks are left to others.
    ///
    /// @param asOf when that was so, at the earliest; older news than the newest are none
    synchronized void drain(boolean drain, long asOf) {
        if (asOf < toldAt) {
            return;
        }
        toldAt = asOf;
        if (draining != drain) {
            LOG.info(drain ? "draining: no new tasks" : "no longer draining");
        }
        draining = drain;
    }

    /// True while new tasks are left to others.
    boolean drains() {
        return draining;
    }

    @Override
    public Duration run() throws InterruptedException {
        Registration registration = session.await();
        if (!shown) {
            shown = true;
            held.show();
        }
        int free = term.most(held.awaitFree());
        if (term.isOver()) {
            LOG.info(term.isServed() ? "working on the only task" : "no task came in time");
            held.awaitNone(IDLE);
            session.finish(new Ending.Done());
            return IDLE;
        }
        if (draining) {
            return TOO_SOON;
        }
        // What waits is left to other runners.
        if (engine.isTroubled("no new tasks until it does")) {
            return EngineWatch.LOOK;
        }
        polledAt = clock.millis();
        Duration wait = term.wait(Duration.ofMillis(registration.pollWaitMs()));
        return switch (tools.controlPlane().pending(free, wait)) {
            case Reply.Ok<List<RunnerTask>>(List<RunnerTask> tasks, long _) -> {
                session.heard();
                yield accept(tasks, free, registration) || pollAge() >= TOO_SOON.toMillis() ? Duration.ZERO : TOO_SOON;
            }
            case Reply.Refused<List<RunnerTask>> refused -> refused(refused);
            case Reply.Away<List<RunnerTask>>(String why) -> session.away(why);
        };
    }

    /// True when there was a new task.
    private boolean accept(List<RunnerTask> tasks, int free, Registration registration) {
        Duration lease = Duration.ofMillis(registration.leaseMs());
        int accepted = 0;
        for (RunnerTask task : tasks) {
            if (accepted == free && held.find(task.id()).isEmpty()) {
                LOG.warnf("task %s: no slot is free for it; another runner gets it", task.id());
            } else if (held.accept(task.id(), () -> new RunReview(tools, task, lease))) {
                accepted++;
                term.serve();
            }
        }
        return accepted > 0;
    }

    private Duration refused(Reply.Refused<List<RunnerTask>> refused) {
        if (refused.status() == 404) {
            session.expire();
            return Duration.ZERO;
        }
        // What else is wrong the next heartbeat learns too, and judges.
        return session.away(refused.problem().detail());
    }
}
