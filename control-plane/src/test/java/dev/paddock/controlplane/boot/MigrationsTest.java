package dev.paddock.controlplane.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a migration of this server finds set.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class MigrationsTest {

    private static final String SCHEMA = "of_another_migration";

    private final Flyway server;
    private final Jdbi ledger;

    MigrationsTest(Flyway server, Jdbi ledger) {
        this.server = server;
        this.ledger = ledger;
    }

    @AfterEach
    void drop() {
        ledger.useHandle(handle -> handle.execute("drop schema if exists " + SCHEMA + " cascade"));
    }

    @Test
    void aMigrationTakesAsLongAsItTakes(@TempDir Path folder) throws Exception {
        Configuration configuration = server.getConfiguration();
        Files.writeString(folder.resolve("V1__settings.sql"), """
                create table seen as select name, setting from pg_settings
                where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout', 'TimeZone')
                """);

        Flyway.configure()
                .dataSource(configuration.getDataSource())
                .initSql(configuration.getInitSql())
                .locations("filesystem:" + folder)
                .schemas(SCHEMA)
                .load()
                .migrate();

        // Milliseconds.
        assertThat(settings("select name, setting from " + SCHEMA + ".seen"))
                .isEqualTo(Map.of(
                        "statement_timeout", "0",
                        "idle_in_transaction_session_timeout", "0",
                        "lock_timeout", "10000",
                        "TimeZone", "UTC"));
        try (Connection connection = configuration.getDataSource().getConnection()) {
            assertThat(connection.getNetworkTimeout()).isZero();
        }
        assertThat(configuration.getLockRetryCount()).isNegative();
    }

    @Test
    void everythingElseIsEndedInTime() throws Exception {
        assertThat(settings("select name, setting from pg_settings where name = 'statement_timeout'"))
                .isEqualTo(Map.of("statement_timeout", "10000"));
        int milliseconds = ledger.withHandle(handle -> handle.getConnection().getNetworkTimeout());
        assertThat(milliseconds).isPositive();
    }

    private Map<String, String> settings(String query) {
        return ledger.withHandle(handle -> handle.createQuery(query).mapToMap().stream()
                .collect(Collectors.toMap(
                        row -> String.valueOf(row.get("name")), row -> String.valueOf(row.get("setting")))));
    }
}
