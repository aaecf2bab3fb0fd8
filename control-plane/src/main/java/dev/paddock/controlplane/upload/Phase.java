package dev.paddock.controlplane.upload;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Where an upload stands.
public enum Phase {
    /// Its bytes come.
    UPLOADING,
    /// All have come, and are put together and judged.
    ASSEMBLING,
    /// They are stored, and a report is made of them.
    GENERATING,
    /// There is a report.
    DONE,
    /// There is none; its build id is free again unless the results are stored.
    FAILED;

    /// The word used in JSON and in the ledger.
    @JsonValue
    public String wire() {
        return WireEnum.spell(this);
    }

    static Phase of(String word) {
        return WireEnum.of(Phase.class, word);
    }
}
