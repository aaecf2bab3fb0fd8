package dev.paddock.controlplane.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Asks something that may hang whether it answers, and does not hang with it.
///
/// However many ask, there is one question at a time, and an answer counts for a while: strangers cannot make the
/// server ask more often.
final class Probe {

    private static final Logger LOG = Logger.getLogger(Probe.class);

    private final String name;
    private final Duration patience;
    private final Duration fresh;
    private final Callable<?> question;
    private @Nullable Asked last;

    /// @param name appears in logs
    /// @param patience a question that takes longer counts as refused
    /// @param fresh how long an answer counts
    /// @param question what throws does not answer
    Probe(String name, Duration patience, Duration fresh, Callable<?> question) {
        this.name = name;
        this.patience = patience;
        this.fresh = fresh;
        this.question = question;
    }

    private record Asked(long at, CompletableFuture<Boolean> answer) {

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - at);
        }
    }

    /// Whether it answers now. Takes no longer than the patience; after a question that hangs, no time at all.
    boolean answers() {
        Asked asked = asked();
        try {
            long left = Math.max(0, patience.minus(asked.age()).toNanos());
            return asked.answer().get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            LOG.debugf(e.getCause(), "%s does not answer", name);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized Asked asked() {
        Asked before = last;
        if (before != null && (!before.answer().isDone() || before.age().compareTo(fresh) < 0)) {
            return before;
        }
        Asked now = new Asked(System.nanoTime(), new CompletableFuture<>());
        Thread.ofVirtual().name("probe-" + name).start(() -> ask(now.answer()));
        last = now;
        return now;
    }

    private void ask(CompletableFuture<Boolean> answer) {
        try {
            question.call();
            answer.complete(true);
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }
}
