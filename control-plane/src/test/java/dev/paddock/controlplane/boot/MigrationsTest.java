package dev.paddock.controlplane.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a migration of this server finds set.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class MigrationsTest {

    private static final String SCHEMA = "of_another_migration";
    private static final String HISTORY = "flyway_schema_history";

    private final Flyway server;
    private final Jdbi ledger;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @Inject
    @ConfigProperty(name = "quarkus.datasource.jdbc.new-connection-sql")
    String settings;

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
    void anEmptyLedgerGetsAllOrNothing(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("V1__one.sql"), "create table one (id int)");
        Files.writeString(folder.resolve("V2__two.sql"), "create table two (id int) wrong");

        assertThatThrownBy(flyway("filesystem:" + folder)::migrate)
                .hasMessageContaining("V2__two.sql")
                .hasMessageContaining("wrong");

        assertThat(tables()).containsOnly(HISTORY);
        assertThat(history()).isEmpty();
        Files.writeString(folder.resolve("V2__two.sql"), "create table two (id int)");
        flyway("filesystem:" + folder).migrate();
        assertThat(tables()).containsExactlyInAnyOrder(HISTORY, "one", "two");
    }

    @Test
    void aLedgerInUseGetsEachByItself(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("V1__one.sql"), "create table one (id int)");
        flyway("filesystem:" + folder).migrate();
        Files.writeString(folder.resolve("V2__two.sql"), "create table two (id int)");
        Files.writeString(folder.resolve("V3__three.sql"), "create table three (id int) wrong");

        assertThatThrownBy(flyway("filesystem:" + folder)::migrate).hasMessageContaining("V3__three.sql");

        // What came before the one that failed holds no lock while others take their time.
        assertThat(tables()).containsExactlyInAnyOrder(HISTORY, "one", "two");
        assertThat(history()).containsExactly("1", "2");
    }

    @Test
    void replicasThatFindAnEmptyLedgerAtOnceMakeItOnce() throws Exception {
        List<Flyway> replicas =
                Stream.generate(() -> flyway("classpath:db/migration")).limit(3).toList();
        assertThat(replicas).allMatch(replica -> replica.getConfiguration().isGroup());
        var made = new CopyOnWriteArrayList<Integer>();
        List<Thread> starts = replicas.stream()
                .map(replica -> Thread.ofVirtual().start(() -> made.add(replica.migrate().migrationsExecuted)))
                .toList();
        for (Thread start : starts) {
            start.join();
        }

        int all = server.info().applied().length;
        assertThat(made).containsExactlyInAnyOrder(all, 0, 0);
        assertThat(history()).hasSize(all);
    }

    private Flyway flyway(String location) {
        ledger.useHandle(handle -> handle.execute("create schema if not exists " + SCHEMA));
        FluentConfiguration flyway =
                Flyway.configure().locations(location).defaultSchema(SCHEMA).failOnMissingLocations(true);
        new Migrations(Optional.of(url), Optional.of(user), Optional.of(password), settings, new StopWhileStarting())
                .customize(flyway);
        return flyway.load();
    }

    private List<String> tables() {
        return ledger.withHandle(
                handle -> handle.createQuery("select tablename from pg_tables where schemaname = :schema")
                        .bind("schema", SCHEMA)
                        .mapTo(String.class)
                        .list());
    }

    private List<String> history() {
        return ledger.withHandle(handle -> handle.createQuery(
                        "select version from %s.%s where version is not null order by installed_rank"
                                .formatted(SCHEMA, HISTORY))
                .mapTo(String.class)
                .list());
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
