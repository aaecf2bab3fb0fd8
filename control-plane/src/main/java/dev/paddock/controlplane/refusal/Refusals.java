package dev.paddock.controlplane.refusal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Counts refused credentials, and says when there were too many from one address or for one beginning of a key.
///
/// Only what was refused is counted and only its answer changes, so whoever guesses harms nobody else behind the same
/// address. Each replica counts by itself.
@Singleton
public class Refusals {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    // A few hundred bytes each. When more are about, those not seen for longest are forgotten.
    private static final int MOST = 10_000;

    private final int most;
    private final Cache<String, Bucket> addresses = remembered();
    private final Cache<String, Bucket> prefixes = remembered();

    Refusals(RefusalConfig config) {
        this.most = config.perMinute();
    }

    private static Cache<String, Bucket> remembered() {
        return Caffeine.newBuilder().expireAfterAccess(WINDOW).maximumSize(MOST).build();
    }

    /// Counts a refusal, and says what the caller is answered: what it was `refused` with, or the problem 429 when
    /// there were too many.
    ///
    /// @param address see [ClientAddress]
    /// @param prefix how the credentials begin, or whose they are said to be; empty = not known
    public Throwable instead(Throwable refused, String address, String prefix) {
        return count(address, prefix).<Throwable>map(tooMany -> tooMany).orElse(refused);
    }

    private Optional<ProblemException> count(String address, String prefix) {
        Duration wait = wait(addresses, address);
        Duration other = prefix.isEmpty() ? Duration.ZERO : wait(prefixes, prefix);
        Duration longer = wait.compareTo(other) > 0 ? wait : other;
        return longer.isZero()
                ? Optional.empty()
                : Optional.of(tooMany(longer.plusMillis(999).toSeconds()));
    }

    /// How many addresses and beginnings are remembered.
    long remembers() {
        addresses.cleanUp();
        prefixes.cleanUp();
        return addresses.estimatedSize() + prefixes.estimatedSize();
    }

    private Duration wait(Cache<String, Bucket> buckets, String whose) {
        ConsumptionProbe probe = buckets.get(whose, unused -> bucket()).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(most).refillIntervally(most, WINDOW))
                .build();
    }

    private static ProblemException tooMany(long seconds) {
        return new ProblemException(
                ProblemCode.TOO_MANY_REFUSALS,
                "Too many credentials like these, or from this address, were refused; correct them and repeat in "
                        + seconds + " seconds.",
                Map.of(ProblemException.RETRY_AFTER, seconds));
    }
}
