package dev.paddock.model.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.model.run.RunSpec;

/// A record on the topic `paddock.run-requests`: another system asks for a run.
///
/// @param version of this shape, now 1
/// @param requestKey makes a repeat of the record yield the same run; 1 to 255 characters
public record RunRequested(
        int version, @JsonProperty("request_key") String requestKey, RunSpec run) {

    /// The version read today.
    public static final int VERSION = 1;
}
