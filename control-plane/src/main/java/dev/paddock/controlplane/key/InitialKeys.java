package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origin;
import dev.paddock.controlplane.sql.AtStart;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Makes the configured keys known at start-up. Only their hashes are stored. The first start that knows a key leaves
/// an entry in the audit log, like anybody who makes one.
@Singleton
class InitialKeys {

    private static final Origin BOOT = Origin.of("boot");

    private final InitialKeysConfig config;
    private final KeyStore keys;
    private final AuditLog audit;

    InitialKeys(InitialKeysConfig config, KeyStore keys, AuditLog audit) {
        this.config = config;
        this.keys = keys;
        this.audit = audit;
    }

    void start(@Observes StartupEvent event) {
        config.adminKeyFile().ifPresent(file -> ensure(read(file), "initial administrator", Role.ADMIN));
        config.runnerKeyFile().ifPresent(file -> ensure(read(file), "initial runner", Role.RUNNER));
        config.enrolmentKeyFile().ifPresent(file -> ensure(read(file), "initial enrolment", Role.ENROLMENT));
    }

    private void ensure(ApiKey key, String name, Role role) {
        AtStart.insist(
                "the key " + name,
                () -> audit.record(
                        () -> keys.ensure(key, name, role),
                        id -> AuditLog.Entry.of(BOOT, "key.create", id, Map.of("name", name, "role", role.wire()))));
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
