package dev.paddock.controlplane.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// Counts wrong passwords by address, within a minute from the first.
///
/// People choose passwords, so unlike keys they can be guessed: an address that has guessed too often is not heard
/// until its minute is over, not even with the right one. No user is locked out by what others do elsewhere. Each
/// replica counts by itself.
@Singleton
class FailedLogins {

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private final int most;
    private final Ticker ticker;
    private final Cache<String, Failures> byAddress;

    /// @param since of the first, by the ticker
    private record Failures(int count, long since) {}

    @Inject
    FailedLogins(LoginConfig config) {
        this(config.failuresPerMinute(), Ticker.systemTicker());
    }

    FailedLogins(int most, Ticker ticker) {
        this.most = most;
        this.ticker = ticker;
        this.byAddress = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .maximumSize(MOST)
                .build();
    }

    /// Takes an attempt, before it is judged: those that come at once are as many as those that come one by one. How
    /// long the address has to wait when it has none left; empty when it is heard.
    Optional<Duration> take(String address) {
        Failures failures = byAddress
                .asMap()
                .compute(
                        address,
                        (key, before) -> before == null || over(before)
                                ? new Failures(1, ticker.read())
                                : new Failures(Math.min(before.count(), most) + 1, before.since()));
        return failures.count() <= most
                ? Optional.empty()
                : Optional.of(WINDOW.minusNanos(ticker.read() - failures.since()));
    }

    /// Gives an attempt back: the password was right.
    void giveBack(String address) {
        byAddress
                .asMap()
                .computeIfPresent(address, (key, now) -> new Failures(Math.max(0, now.count() - 1), now.since()));
    }

    private boolean over(Failures failures) {
        return ticker.read() - failures.since() >= WINDOW.toNanos();
    }
}
