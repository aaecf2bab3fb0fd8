package dev.paddock.controlplane.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a message is tried again.
@Singleton
class Pauses {

    /// A receiver that asks for more is asked again all the same.
    private static final Duration MOST = Duration.ofHours(24);

    private final List<Duration> pauses;
    private final RandomGenerator random;

    @Inject
    Pauses(DeliveryConfig config, RandomGenerator random) {
        this(config.pauses(), random);
    }

    Pauses(List<Duration> pauses, RandomGenerator random) {
        this.pauses = List.copyOf(pauses);
        this.random = random;
    }

    /// How long to wait after so many tries, up to a quarter longer than is configured so that what failed together
    /// does not come back together, and no shorter than the receiver asked for. Empty = it was the last one.
    Optional<Duration> after(int tries, @Nullable Duration asked) {
        if (tries > pauses.size()) {
            return Optional.empty();
        }
        long millis = pauses.get(tries - 1).toMillis();
        Duration pause = Duration.ofMillis(millis + random.nextLong(millis / 4 + 1));
        if (asked == null || asked.compareTo(pause) <= 0) {
            return Optional.of(pause);
        }
        return Optional.of(asked.compareTo(MOST) < 0 ? asked : MOST);
    }
}
