package dev.paddock.model.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// One page of a list.
public record Page<T>(List<T> data, Meta meta) {

    /// Which page it is, and of how many things in all.
    ///
    /// @param page 1-based; one beyond the end is empty
    public record Meta(
            long total, int page, @JsonProperty("per_page") int perPage) {}
}
