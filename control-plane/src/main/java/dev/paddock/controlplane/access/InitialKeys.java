package dev.paddock.controlplane.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes the configured keys known at start-up. Only their hashes are stored.
@Singleton
class InitialKeys {

    private final AccessConfig config;
    private final ApiKeyStore keys;

    InitialKeys(AccessConfig config, ApiKeyStore keys) {
        this.config = config;
        this.keys = keys;
    }

    void start(@Observes StartupEvent event) {
        config.adminKeyFile().ifPresent(file -> keys.ensure(read(file), "initial administrator", Role.ADMIN));
        config.runnerKeyFile().ifPresent(file -> keys.ensure(read(file), "initial runner", Role.RUNNER));
    }

    private static ApiKey read(Path file) {
        try {
            return ApiKey.parse(Files.readString(file).strip())
                    .orElseThrow(() -> new IllegalStateException(file
                            + " does not hold an API key (dk_live_ and 40 hex digits with a valid checksum);"
                            + " write one there and start again."));
        } catch (IOException e) {
            throw new IllegalStateException("The key file " + file + " cannot be read; check its path and mode.", e);
        }
    }
}
