package dev.paddock.standalone.client;

import java.io.IOException;

/// Calls that may be made again, since making them twice changes no more than making them once.
public final class Repeated {

    /// A call. It throws what [Connection] does.
    @FunctionalInterface
    public interface Call<T> {
        T make() throws IOException, InterruptedException;
    }

    private Repeated() {}

    /// Makes `call` until it is answered: over an outage of the control plane of up to a minute, or of 10 s when it
    /// never answered. Throws what it throws when that is hopeless.
    public static <T> T call(Call<T> call) throws IOException, InterruptedException {
        var patience = Patience.endless();
        while (true) {
            try {
                return call.make();
            } catch (Refused e) {
                patience.sitOut(e);
            } catch (NoAnswer e) {
                patience.sitOut(e);
            }
        }
    }
}
