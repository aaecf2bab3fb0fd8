package dev.paddock.standalone.server;

import dev.paddock.standalone.UsageError;
import java.net.URI;

/// Reads the address of a server as people write it.
final class ServerAddress {

    private ServerAddress() {}

    /// The address in `text` without a slash at the end, so that one server has one address. Throws [UsageError],
    /// which names `source`, when it is none; a password in it is not repeated.
    static URI of(String source, String text) {
        try {
            var url = URI.create(text.strip());
            boolean isHttp = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (url.getRawUserInfo() != null) {
                throw new UsageError("%s holds a user or a password; give the address alone and the key in PADDOCK_KEY."
                        .formatted(source));
            }
            if (isHttp && url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null) {
                return URI.create(url.toString().replaceFirst("/+$", ""));
            }
        } catch (IllegalArgumentException e) {
            // The same sentence.
        }
        throw new UsageError(
                "%s is not the address of a server; give one such as https://paddock.example.com.".formatted(source));
    }

    /// Whether two addresses name the same server.
    static boolean areSame(URI one, URI other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }
}
