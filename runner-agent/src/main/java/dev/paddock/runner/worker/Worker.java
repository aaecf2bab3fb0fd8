package dev.paddock.runner.worker;

import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.review.Cancellation.Cause;
import dev.paddock.runner.review.ReviewTools;
import dev.paddock.runner.review.RunReview;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/// A runner at work: registers, claims tasks for its free slots, keeps their leases. Start it once; stop it from any
/// thread.
public final class Worker {

    private static final Logger LOG = Logger.getLogger(Worker.class);

    /// How often fences and time limits are looked at; the fence's margin is 40 times this.
    private static final Duration WATCH = Duration.ofMillis(250);

    /// How often it is looked for what dead runners left, and for containers that could not be removed.
    private static final Duration REAP = Duration.ofMinutes(1);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /// What a stopped task may take to kill its reviewer, clean up and hand itself back.
    private static final Duration HAND_BACK = Duration.ofSeconds(20);

    private final ReviewTools tools;
    private final HeldTasks held;
    private final Session session;
    private final ClaimLoop claims;
    private final HeartbeatLoop heartbeats;
    private final CommandLoop commands;
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile boolean hurried;
    private final CountDownLatch off = new CountDownLatch(1);
    private final List<Loop> loops = new CopyOnWriteArrayList<>();

    /// @param backoff between tries to reach a control plane that is away
    public Worker(ReviewTools tools, Backoff backoff) {
        this.tools = tools;
        this.held = new HeldTasks(tools.controlPlane().runner().slots());
        this.session = new Session(tools.controlPlane(), backoff, tools.clock(), ended);
        this.claims = new ClaimLoop(tools, session, held);
        this.heartbeats = new HeartbeatLoop(tools.controlPlane(), session, held, claims);
        this.commands = new CommandLoop(tools.controlPlane(), session, held, claims, backoff, tools.clock());
    }

    /// Begins to work, and goes on whether or not the control plane is there. Does nothing once stopped.
    public void start() {
        if (stopping.get()) {
            return;
        }
        loops.add(Loop.start("claim", claims, AFTER_FAILURE));
        loops.add(Loop.start("heartbeat", heartbeats, AFTER_FAILURE));
        loops.add(Loop.start("commands", commands, AFTER_FAILURE));
        loops.add(Loop.start("watch", this::watch, WATCH));
        loops.add(Loop.start("reap", this::reap, REAP));
    }

    /// Takes no new tasks from now on; those in work go on.
    public void drain() throws InterruptedException {
        if (!loops.isEmpty()) {
            Loop claiming = loops.getFirst();
            claiming.stop();
            claiming.join();
        }
    }

    /// Takes no new tasks, gives those in work `grace` to end, then stops them and hands them back. Ends the loops, and
    /// tells the control plane that this runner is off. Only the first call does anything; each returns when all is
    /// done.
    public void stop(Duration grace) throws InterruptedException {
        if (!stopping.compareAndSet(false, true)) {
            off.await();
            return;
        }
        try {
            windDown(grace);
        } finally {
            off.countDown();
        }
        ended.complete(new Ending.Stopped());
    }

    /// Gives the tasks of a runner that stops no more time: they are killed and handed back now.
    public void hurry() {
        hurried = true;
        held.order(Cause.SHUTDOWN);
    }

    private void windDown(Duration grace) throws InterruptedException {
        drain();
        // A task that was claimed after the order to hurry did not hear it.
        if (!held.awaitNone(hurried ? Duration.ZERO : grace)) {
            LOG.infof("handing back %s", held.ids());
            held.order(Cause.SHUTDOWN);
            if (!held.awaitNone(HAND_BACK)) {
                LOG.warnf("still in work, and left to their leases: %s", held.ids());
            }
        }
        loops.forEach(Loop::stop);
        if (session.current().isPresent()) {
            tools.controlPlane().heartbeat(new Heartbeat(RunnerStatus.OFFLINE, 0, List.of(), null));
        }
    }

    /// Waits until the runner was stopped, or the control plane will not have it; then too it must be stopped.
    public Ending awaitEnd() throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an ending is never a failure", e);
        }
    }

    private Duration reap() {
        tools.reap();
        return REAP;
    }

    private Duration watch() {
        held.all().forEach(RunReview::checkTime);
        return WATCH;
    }
}
