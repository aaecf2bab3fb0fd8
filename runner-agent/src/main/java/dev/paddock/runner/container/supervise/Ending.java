package dev.paddock.runner.container.supervise;

import dev.paddock.runner.container.ReviewContainers.Exit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Why a reviewer was ended by the runner: the first cause stands.
public final class Ending {

    private final AtomicReference<@Nullable Exit> cause = new AtomicReference<>();

    /// Notes a cause, unless there is one.
    public void because(Exit exit) {
        cause.compareAndSet(null, exit);
    }

    /// The cause, else how the reviewer ended by itself.
    public Exit or(Exit natural) {
        Exit noted = cause.get();
        return noted == null ? natural : noted;
    }
}
