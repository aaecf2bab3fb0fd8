package dev.paddock.controlplane.authentication;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.paddock.controlplane.authentication.CredentialStore.Wanted;
import dev.paddock.controlplane.authentication.Credentials.Known;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was found out lately about credentials. Only good ones are remembered, and looks that are under way are shared.
final class Remembered {

    /// Counted from before the look: who is revoked after it is refused so much later, at every replica, whatever
    /// becomes of any message. Well under the second that is promised.
    static final Duration FRESH = Duration.ofMillis(400);

    private static final int MOST = 10_000;

    /// What is looked for, and how often all was forgotten before: a look that was begun earlier is found no more, also
    /// when it comes to be stored afterwards.
    private record Asked(Wanted wanted, long forgotten) {}

    private final AtomicLong forgotten = new AtomicLong();
    private final AsyncCache<Asked, Known> known = Caffeine.newBuilder()
            .expireAfter(Expiry.<Asked, Known>creating((asked, one) -> left(one)))
            .maximumSize(MOST)
            .buildAsync();
    private final Function<Wanted, CompletableFuture<@Nullable Known>> look;

    /// @param look its answer is null for credentials that are nobody's; it comes without a wait
    Remembered(Function<Wanted, CompletableFuture<@Nullable Known>> look) {
        this.look = look;
    }

    /// Whose these are; null when nobody's. Complete already when they were looked for lately.
    // The cache says nothing of null, and completes with it when there is nothing to keep.
    @SuppressWarnings("NullAway")
    CompletableFuture<@Nullable Known> find(Wanted wanted) {
        return known.get(new Asked(wanted, forgotten.get()), (asked, executor) -> look.apply(wanted));
    }

    /// From now on nobody is found who was looked for before.
    void forget() {
        forgotten.incrementAndGet();
        known.synchronous().invalidateAll();
    }

    private static Duration left(Known one) {
        Duration left = FRESH.minusNanos(System.nanoTime() - one.asked());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
