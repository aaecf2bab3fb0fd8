package dev.paddock.runner.worker;

import dev.paddock.model.runner.Registration;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Whether this runner is registered, and at which pace it works.
final class Session {

    private static final Logger LOG = Logger.getLogger(Session.class);

    private final ControlPlane controlPlane;
    private final Backoff backoff;
    private final AwayLog awayLog;
    private final CompletableFuture<Ending> ended;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition registered = lock.newCondition();
    private @Nullable Registration registration;
    private int failures;

    /// @param ended completed when the control plane will not have this runner
    Session(ControlPlane controlPlane, Backoff backoff, BootClock clock, CompletableFuture<Ending> ended) {
        this.controlPlane = controlPlane;
        this.backoff = backoff;
        this.awayLog = new AwayLog(clock);
        this.ended = ended;
    }

    /// The registration, if there is one now.
    Optional<Registration> current() {
        lock.lock();
        try {
            return Optional.ofNullable(registration);
        } finally {
            lock.unlock();
        }
    }

    /// Waits for a registration.
    Registration await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (registration == null) {
                registered.await();
            }
            return registration;
        } finally {
            lock.unlock();
        }
    }

    /// Tries to register, once; how long to wait then.
    Duration register() throws InterruptedException {
        return switch (controlPlane.register()) {
            case Reply.Ok<Registration>(Registration accepted, long _) -> {
                heard();
                LOG.infof("registered as %s", accepted.id());
                set(accepted);
                yield Duration.ZERO;
            }
            case Reply.Refused<Registration> refused -> {
                Optional<String> sentence = Refusal.ofRegistration(refused);
                sentence.ifPresent(this::end);
                yield sentence.isPresent()
                        ? Duration.ofDays(1)
                        : away(refused.problem().detail());
            }
            case Reply.Away<Registration>(String why) -> away(why);
        };
    }

    /// The control plane does not know this runner: it must register again.
    void expire() {
        LOG.info("the control plane does not know this runner any more");
        set(null);
    }

    /// There is no way on: `sentence` says why.
    void end(String sentence) {
        ended.complete(new Ending.Refused(sentence));
    }

    /// The control plane did not answer. How long to wait before trying again.
    Duration away(String why) {
        awayLog.away(why);
        lock.lock();
        try {
            return backoff.after(++failures);
        } finally {
            lock.unlock();
        }
    }

    /// The control plane answered.
    void heard() {
        awayLog.back();
        lock.lock();
        try {
            failures = 0;
        } finally {
            lock.unlock();
        }
    }

    private void set(@Nullable Registration changed) {
        lock.lock();
        try {
            registration = changed;
            registered.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
