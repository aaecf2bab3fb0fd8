package dev.paddock.controlplane.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.audit.AuditLog;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys that are known from the first start, as the audit log tells of them.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class InitialKeysTest {

    private final InitialKeys keys;
    private final KeyStore store;
    private final AuditLog audit;
    private final Jdbi ledger;

    InitialKeysTest(InitialKeys keys, KeyStore store, AuditLog audit, Jdbi ledger) {
        this.keys = keys;
        this.store = store;
        this.audit = audit;
        this.ledger = ledger;
    }

    @ParameterizedTest
    @CsvSource({
        RealServices.ADMIN_KEY + ", initial administrator, admin",
        RealServices.RUNNER_KEY + ", initial runner, runner"
    })
    void theStartThatMakesAKeyKnownLeavesAnEntryAndALaterOneNone(String key, String name, String role) {
        String id = id(key);
        keys.start(new StartupEvent());

        assertThat(entries(id)).isEqualTo(1);
        Settings.admin()
                .queryParam("actor", "boot")
                .queryParam("action", "key.create")
                .get("/api/settings/audit")
                .then()
                .statusCode(200)
                .rootPath("entries.find { it.object == '" + id + "' }")
                .body("details.name", equalTo(name))
                .body("details.role", equalTo(role))
                .body("address", nullValue());
    }

    @Test
    void anEnrolmentKeyMayBeKnownFromTheFirstStart(@TempDir Path folder) throws Exception {
        String text = ApiKey.random().text();
        Path file = Files.writeString(folder.resolve("enrolment"), text + "\n");
        InitialKeysConfig config = new InitialKeysConfig() {
            @Override
            public Optional<Path> adminKeyFile() {
                return Optional.empty();
            }

            @Override
            public Optional<Path> runnerKeyFile() {
                return Optional.empty();
            }

            @Override
            public Optional<Path> enrolmentKeyFile() {
                return Optional.of(file);
            }
        };

        new InitialKeys(config, store, audit).start(new StartupEvent());

        Settings.key(text)
                .body(Map.of("runnerId", "pod-" + UUID.randomUUID()))
                .post("/api/runners/enrol")
                .then()
                .statusCode(200);
        assertThat(entries(id(text))).isEqualTo(1);
    }

    private String id(String key) {
        return ledger.withHandle(
                handle -> handle.select("select id from api_key where hash = sha256(convert_to(?, 'UTF8'))", key)
                        .mapTo(String.class)
                        .one());
    }

    private long entries(String id) {
        return ledger.withHandle(handle -> handle.select("select count(*) from audit_entry where object = ?", id)
                .mapTo(Long.class)
                .one());
    }
}
