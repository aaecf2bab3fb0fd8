package dev.paddock.controlplane.health;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Which program this is, as its build wrote it down.
@Singleton
class Release {

    private final Properties written = new Properties();

    Release() {
        try (InputStream file = Release.class.getResourceAsStream("/release.properties")) {
            if (file == null) {
                throw new IllegalStateException("the program was built without release.properties");
            }
            written.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String version() {
        return written.getProperty("version");
    }

    /// When it was built, as RFC 3339 has it, in UTC.
    String builtAt() {
        return written.getProperty("built-at");
    }
}
