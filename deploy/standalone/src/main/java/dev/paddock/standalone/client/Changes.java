package dev.paddock.standalone.client;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a document of the control plane each time it has changed. The control plane holds the call until then, so
/// that waiting costs a call a minute.
public final class Changes {

    /// The longest that the control plane holds a call.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /// A control plane that stops, or that holds no calls, answers at once.
    private static final Duration SHORTEST_TURN = Duration.ofSeconds(1);

    private final Connection connection;
    private final String path;
    private @Nullable String tag;
    private boolean begun;

    public Changes(Connection connection, String path) {
        this.connection = connection;
        this.path = path;
    }

    /// The document at once for the first time, then as soon as it differs from what was read before; empty when the
    /// time of `patience` is over first.
    public Optional<String> next(Patience patience) throws IOException, InterruptedException {
        if (begun && tag == null) {
            patience.rest(SHORTEST_TURN);
        }
        while (!patience.isOver()) {
            long asked = System.nanoTime();
            try {
                var answer = connection.get(path, tag, wait(patience));
                patience.answered();
                if (!answer.isUnchanged()) {
                    tag = answer.headers().firstValue("ETag").orElse(null);
                    begun = true;
                    return Optional.of(answer.body());
                }
                Duration turn = Duration.ofNanos(System.nanoTime() - asked);
                if (turn.compareTo(SHORTEST_TURN) < 0) {
                    patience.rest(SHORTEST_TURN.minus(turn));
                }
            } catch (Refused e) {
                patience.sitOut(e);
            } catch (NoAnswer e) {
                patience.sitOut(e);
            }
        }
        return Optional.empty();
    }

    /// Half a second that is left is worth a second's wait: the answer comes by then, or nobody waits for it.
    private static Duration wait(Patience patience) {
        Duration left = patience.left().plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
        return left.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : left;
    }
}
