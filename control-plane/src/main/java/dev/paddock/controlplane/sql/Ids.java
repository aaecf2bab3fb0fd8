package dev.paddock.controlplane.sql;

import com.github.f4b6a3.ulid.UlidCreator;
import com.github.f4b6a3.uuid.UuidCreator;
import dev.paddock.model.run.RunId;
import java.util.UUID;

/// Makes ids that sort by the time they were made.
public final class Ids {

    private Ids() {}

    /// `run_` and a ULID.
    public static RunId run() {
        return new RunId(prefixed("run"));
    }

    /// `prefix_` and a ULID.
    public static String prefixed(String prefix) {
        return prefix + "_" + UlidCreator.getMonotonicUlid();
    }

    /// A version 7 UUID.
    public static UUID task() {
        return UuidCreator.getTimeOrderedEpoch();
    }
}
