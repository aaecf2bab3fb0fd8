package dev.paddock.controlplane.key;

import dev.paddock.controlplane.http.ProblemException;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return new Slice(number(uri, "limit", 1, MAX, DEFAULT), number(uri, "offset", 0, Integer.MAX_VALUE, 0));
    }

    private static int number(UriInfo uri, String name, int least, int most, int otherwise) {
        String text = once(uri, name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("\\d{1,10}")) {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return (int) number;
            }
        }
        throw ProblemException.invalid(name, "must be a number from " + least + " to " + most);
    }

    /// A parameter's value; null when it is absent, 400 when it stands more than once.
    static @Nullable String once(UriInfo uri, String name) {
        List<String> values = uri.getQueryParameters().get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw ProblemException.invalid(name, "stands more than once; send it once");
        }
        return values.getFirst();
    }
}
