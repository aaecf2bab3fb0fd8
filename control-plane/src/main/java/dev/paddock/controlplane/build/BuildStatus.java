package dev.paddock.controlplane.build;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Where a build stands.
public enum BuildStatus {
    /// Its report is to be made.
    QUEUED,
    /// Its report is being made.
    GENERATING,
    /// Its newest report is there.
    DONE,
    /// Its newest report could not be made; the one before, where there is one, stays.
    FAILED;

    /// The status's word.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    static BuildStatus of(String word) {
        return WireEnum.of(BuildStatus.class, word);
    }
}
