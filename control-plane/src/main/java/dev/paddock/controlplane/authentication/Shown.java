package dev.paddock.controlplane.authentication;

import dev.paddock.controlplane.access.ApiKey;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Credentials as a caller wrote them, not judged yet.
sealed interface Shown {

    /// An API key.
    record Key(String text) implements Shown {

        @Override
        public String prefix() {
            return ApiKey.prefix(text);
        }

        @Override
        public String toString() {
            return "a key";
        }
    }

    /// A task's token.
    record Token(String text) implements Shown {

        @Override
        public String prefix() {
            return ApiKey.prefix(text);
        }

        @Override
        public String toString() {
            return "a task's token";
        }
    }

    /// Client credentials.
    record Client(String id, String secret) implements Shown {

        private static final int LONGEST_ID = 40;
        private static final Pattern ID = Pattern.compile("client_[0-9A-HJKMNP-TV-Z]{26}");

        /// What cannot be a client's id is nobody's.
        boolean isClient() {
            return ID.matcher(id).matches();
        }

        @Override
        public String prefix() {
            return id.substring(0, Math.min(LONGEST_ID, id.length()));
        }

        @Override
        public String toString() {
            return "client credentials";
        }
    }

    /// What tells it from others without giving it away; empty when nothing does.
    String prefix();

    /// What stands in the headers of a request, each only once. A task's token is one in `Authorization` alone; in
    /// `x-api-key` it is a key that nobody has.
    static List<Shown> in(HttpServerRequest request, boolean basic) {
        List<Shown> all = new ArrayList<>();
        request.headers().getAll("x-api-key").forEach(text -> all.add(new Key(text.strip())));
        for (String header : request.headers().getAll("Authorization")) {
            after("Bearer", header)
                    .ifPresent(text -> all.add(text.startsWith("pt_") ? new Token(text) : new Key(text)));
            if (basic) {
                after("Basic", header).ifPresent(text -> all.add(client(text)));
            }
        }
        return all.stream().distinct().toList();
    }

    private static Optional<String> after(String scheme, String header) {
        boolean is = header.regionMatches(true, 0, scheme, 0, scheme.length())
                && (header.length() == scheme.length() || header.charAt(scheme.length()) == ' ');
        return is ? Optional.of(header.substring(scheme.length()).strip()) : Optional.empty();
    }

    private static Shown client(String encoded) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? new Client(text, "") : new Client(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            // Refused like any that nobody has.
            return new Client("", "");
        }
    }
}
