package dev.paddock.runner.worker;

import dev.paddock.model.runner.Heartbeat;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.enrolment.Enrolment;
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
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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

    private static final String UNREACHED = "No control plane took this runner while it waited for a task; check"
            + " PADDOCK_URL, or let it wait longer by PADDOCK_RUNNER_ONCE_WAIT.";

    private final ReviewTools tools;
    private final Term term;
    private final HeldTasks held;
    private final Session session;
    private final EngineWatch engine;
    private final ClaimLoop claims;
    private final HeartbeatLoop heartbeats;
    private final CommandLoop commands;
    private final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile boolean hurried;
    private final CountDownLatch off = new CountDownLatch(1);
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private volatile @Nullable Loop claiming;
    private volatile @Nullable Loop beating;

    /// @param backoff between tries to reach a control plane that is away
    /// @param shown told how many tasks are in work, once the control plane has taken this runner and after each
    ///     change; not to take long
    /// @param enrolment where the runner's key comes from; null = it was given
    public Worker(ReviewTools tools, Backoff backoff, IntConsumer shown, @Nullable Enrolment enrolment) {
        this(tools, backoff, shown, enrolment, Term.endless(tools.clock()));
    }

    /// A runner of one task: it ends by itself when it has worked on it, or when none came within `wait` from now.
    public static Worker once(
            ReviewTools tools, Backoff backoff, IntConsumer shown, @Nullable Enrolment enrolment, Duration wait) {
        return new Worker(tools, backoff, shown, enrolment, Term.once(tools.clock(), wait));
    }

    private Worker(ReviewTools tools, Backoff backoff, IntConsumer shown, @Nullable Enrolment enrolment, Term term) {
        this.tools = tools;
        this.term = term;
        this.held = new HeldTasks(tools.controlPlane().runner().slots(), shown);
        this.session = new Session(tools.controlPlane(), enrolment, backoff, tools.clock(), ended);
        this.engine = new EngineWatch(tools);
        this.claims = new ClaimLoop(tools, session, held, term, engine);
        this.heartbeats = new HeartbeatLoop(tools.controlPlane(), session, held, claims, term, engine);
        this.commands = new CommandLoop(tools.controlPlane(), session, held, claims, backoff, tools.clock());
    }

    /// Begins to work, and goes on whether or not the control plane is there; it registers once reviewers can be
    /// started. Does nothing once stopped.
    public void start() {
        if (stopping.get()) {
            return;
        }
        claiming = begun("claim", claims);
        beating = begun("heartbeat", heartbeats);
        begun("commands", commands);
        begun("watch", this::watch);
        begun("reap", this::reap);
    }

    private Loop begun(String name, Loop.Step step) {
        Loop loop = Loop.start(name, step, AFTER_FAILURE);
        loops.add(loop);
        return loop;
    }

    /// Takes no new tasks from now on, and says so: others need not wait for this runner. Those in work go on.
    private void drain() throws InterruptedException {
        heartbeats.leave();
        Loop claim = claiming;
        if (claim != null) {
            claim.stop();
            claim.join();
        }
        Loop heartbeat = beating;
        // One that holds nothing says in a moment that it is off.
        if (heartbeat != null && !held.ids().isEmpty()) {
            heartbeat.hasten();
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
        // Before the last call: what heartbeats hear of it is no reason of its own.
        ended.complete(new Ending.Stopped());
        if (session.current().isPresent()) {
            leave();
        }
    }

    /// A runner of one task does not come back under its name: what a poll without an answer may have claimed for it
    /// goes back to the queue at once.
    private void leave() throws InterruptedException {
        if (term.isOnce() || tools.controlPlane().runner().ephemeral()) {
            tools.controlPlane().deregister();
        } else {
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

    private String unreached() {
        return engine.latest()
                .map("This runner could take no task while it waited for one: %s."::formatted)
                .orElse(UNREACHED);
    }

    private Duration watch() {
        held.all().forEach(RunReview::checkTime);
        if (term.isOver() && session.current().isEmpty() && held.ids().isEmpty()) {
            session.finish(term.isServed() ? new Ending.Done() : new Ending.Unreached(unreached()));
        }
        return WATCH;
    }
}
