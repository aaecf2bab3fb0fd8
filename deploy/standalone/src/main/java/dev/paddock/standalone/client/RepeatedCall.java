package dev.paddock.standalone.client;

import java.io.IOException;
import java.time.Duration;

/// A call that is sent again until it is answered, since the control plane carries it out once: it has an idempotency
/// key, or the same effect each time.
@FunctionalInterface
public interface RepeatedCall {

    /// How long a control plane that asks for time gets it.
    Duration LIMIT = Duration.ofMinutes(5);

    /// Sends it once.
    Connection.Answer send() throws IOException, InterruptedException;

    /// The answer of `call`. Sits out what passes; throws what does not, and what has not passed in time.
    static Connection.Answer answer(RepeatedCall call) throws IOException, InterruptedException {
        Patience patience = Patience.of(LIMIT);
        while (true) {
            try {
                return call.send();
            } catch (Refused e) {
                if (patience.isOver()) {
                    throw e;
                }
                patience.sitOut(e);
            } catch (NoAnswer e) {
                if (patience.isOver()) {
                    throw e;
                }
                patience.sitOut(e);
            }
        }
    }
}
