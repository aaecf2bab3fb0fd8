package dev.paddock.controlplane.key;

import dev.paddock.controlplane.http.Parameters;
import jakarta.ws.rs.core.UriInfo;
import java.util.Objects;

/// Which part of a list somebody wants.
///
/// @param limit how many entries, 1 to 100
/// @param offset how many come before them
record Slice(int limit, int offset) {

    private static final int DEFAULT = 50;
    private static final int MAX = 100;

    /// As the parameters of a call say, each at most once; 50 from the first on when they say nothing. 400 for what is
    /// wrong.
    static Slice of(UriInfo uri) {
        Parameters parameters = Parameters.of(uri);
        Integer limit = parameters.number("limit", 1, MAX);
        Integer offset = parameters.number("offset", 0, Integer.MAX_VALUE);
        parameters.check();
        return new Slice(Objects.requireNonNullElse(limit, DEFAULT), Objects.requireNonNullElse(offset, 0));
    }
}
