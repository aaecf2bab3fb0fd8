package dev.paddock.controlplane.secret;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// Secrets that a test names instead of the server's settings.
public final class GivenSecrets {

    private GivenSecrets() {}

    /// Secrets made of `words`, the newest first.
    public static ServerSecrets of(String... words) {
        return new ServerSecrets(Stream.of(words)
                .map(word -> word.repeat(32).getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /// What seals under [#of].
    public static Secrets sealing(String... words) {
        return new Secrets(of(words));
    }
}
