package dev.paddock.controlplane.loop;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// Seals under the server's secret what is sealed under the one before it, so that the one before can be left out.
/// Looks again from time to time: a replica that still has the old secret alone may seal more. Any replica may do it.
public final class Resealing {

    private static final Logger LOG = Logger.getLogger(Resealing.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private Resealing() {}

    /// The chore of one kind of secret.
    ///
    /// @param name of the kind
    /// @param sealed all that there are
    /// @param reseal replaces one, if there is something to do and nobody else has replaced it; throws
    ///     [IllegalStateException] for one that the server's secrets do not open, which stays as it is
    public static <T> Chore chore(String name, Supplier<List<T>> sealed, Consumer<T> reseal) {
        return new Chore(name, PAUSE, () -> {
            for (T one : sealed.get()) {
                try {
                    reseal.accept(one);
                } catch (IllegalStateException e) {
                    LOG.warnf("%s: one is of no use: %s", name, e.getMessage());
                }
            }
            return false;
        });
    }
}
