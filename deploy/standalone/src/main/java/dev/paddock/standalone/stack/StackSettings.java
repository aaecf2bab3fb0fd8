package dev.paddock.standalone.stack;

import dev.paddock.standalone.UsageError;
import java.util.Map;

/// What a person may set about a one-machine stack.
///
/// @param port where the control plane listens on 127.0.0.1
/// @param environment what the person's shell gave; the programs inherit it
public record StackSettings(int port, Map<String, String> environment) {

    private static final int DEFAULT_PORT = 8080;

    public StackSettings {
        environment = Map.copyOf(environment);
    }

    /// `PADDOCK_PORT`, 8080 by default; throws [UsageError] when it is no port.
    public static StackSettings of(Map<String, String> environment) {
        String text = environment.getOrDefault("PADDOCK_PORT", "").strip();
        if (text.isEmpty()) {
            return new StackSettings(DEFAULT_PORT, environment);
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65_535) {
            throw new UsageError("PADDOCK_PORT is \"" + text + "\"; give a port from 1 to 65535.");
        }
        return new StackSettings(Integer.parseInt(text), environment);
    }

    /// What links begin with: `PADDOCK_PUBLIC_URL`, by default the URL on this machine.
    String publicUrl() {
        String given = environment.getOrDefault("PADDOCK_PUBLIC_URL", "").strip();
        return given.isEmpty() ? url() : given;
    }

    /// The control plane's URL on this machine.
    String url() {
        return "http://127.0.0.1:" + port;
    }
}
