package dev.paddock.standalone.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The parameters of a call, written as they follow its path.
public final class Query {

    private final StringBuilder text = new StringBuilder();

    /// Adds a parameter, unless its value is null.
    public Query with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(encoded(value.toString()));
        }
        return this;
    }

    /// `text` as one part of a path, or a parameter's value.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Empty without parameters.
    @Override
    public String toString() {
        return text.toString();
    }
}
