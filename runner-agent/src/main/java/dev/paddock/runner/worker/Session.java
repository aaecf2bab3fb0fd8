package dev.paddock.runner.worker;

import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.runner.controlplane.Backoff;
import dev.paddock.runner.controlplane.BootClock;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.runner.enrolment.Enrolment;
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
    private final @Nullable Enrolment enrolment;
    private final Backoff backoff;
    private final AwayLog awayLog;
    private final CompletableFuture<Ending> ended;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition registered = lock.newCondition();
    private @Nullable Registration registration;
    private int failures;

    /// @param enrolment where the runner's key comes from; null = it was given
    /// @param ended completed when the control plane will not have this runner
    Session(
            ControlPlane controlPlane,
            @Nullable Enrolment enrolment,
            Backoff backoff,
            BootClock clock,
            CompletableFuture<Ending> ended) {
        this.controlPlane = controlPlane;
        this.enrolment = enrolment;
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

    /// Tries to register, or to get a credential for it, once; how long to wait then.
    Duration register() throws InterruptedException {
        if (enrolment != null && !enrolment.holdsCredential()) {
            return enrol(enrolment);
        }
        return switch (controlPlane.register()) {
            case Reply.Ok<Registration>(Registration accepted, long _) -> {
                heard();
                LOG.infof("registered as %s", accepted.id());
                if (enrolment != null) {
                    enrolment.registered();
                }
                set(accepted);
                yield Duration.ZERO;
            }
            case Reply.Refused<Registration> refused ->
                renews(refused) ? soon() : judged(Refusal.ofRegistration(refused), refused);
            case Reply.Away<Registration>(String why) -> away(why);
        };
    }

    private Duration enrol(Enrolment by) throws InterruptedException {
        return switch (by.enrol()) {
            case Reply.Ok<RunnerCredential> _ -> Duration.ZERO;
            case Reply.Refused<RunnerCredential> refused -> judged(Refusal.ofEnrolment(refused), refused);
            case Reply.Away<RunnerCredential>(String why) -> away(why);
        };
    }

    private Duration judged(Optional<String> lastSentence, Reply.Refused<?> refused) {
        lastSentence.ifPresent(this::end);
        return lastSentence.isPresent()
                ? Duration.ofDays(1)
                : away(refused.problem().detail());
    }

    /// Whether a refusal is about a credential in whose place the runner gets another one; then it must register
    /// again, and what it has in work goes on.
    boolean renews(Reply.Refused<?> refused) {
        if (enrolment == null || refused.status() != 401) {
            return false;
        }
        LOG.info("the control plane does not accept this runner's credential any more; enrolling again");
        enrolment.refused();
        set(null);
        return true;
    }

    /// The control plane does not know this runner: it must register again.
    void expire() {
        LOG.info("the control plane does not know this runner any more");
        set(null);
    }

    /// There is no way on: `sentence` says why.
    void end(String sentence) {
        finish(new Ending.Refused(sentence));
    }

    /// The runner is to end; the first reason counts.
    void finish(Ending ending) {
        ended.complete(ending);
    }

    /// The control plane did not answer. How long to wait before trying again.
    Duration away(String why) {
        awayLog.away(why);
        return soon();
    }

    // A credential may be refused as soon as it was minted, where something is wrong with the server.
    private Duration soon() {
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
