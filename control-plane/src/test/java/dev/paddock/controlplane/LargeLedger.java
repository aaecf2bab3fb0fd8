package dev.paddock.controlplane;

import dev.paddock.standalone.services.PostgresServer;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;

/// A ledger of its own, made to be filled with many rows.
public final class LargeLedger implements AutoCloseable {

    private final PostgresServer postgres;

    /// Empty, with all tables and indexes.
    ///
    /// @param folder an empty one
    public LargeLedger(Path folder) throws IOException, SQLException {
        postgres = new PostgresServer(folder);
        try (Handle handle = open()) {
            // It does not outlive its test, so nothing waits for the disk.
            handle.execute("alter system set fsync = off");
            handle.execute("alter system set max_wal_size = '8GB'");
            handle.execute("select pg_reload_conf()");
            migrate(handle);
        }
    }

    private static void migrate(Handle handle) throws IOException, SQLException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"));
                Statement statement = handle.getConnection().createStatement()) {
            List<Path> inOrder = files.sorted(Comparator.comparing(file ->
                            Integer.valueOf(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))))
                    .toList();
            for (Path file : inOrder) {
                statement.execute(Files.readString(file));
            }
        }
    }

    /// A connection of the caller's own.
    public Handle open() {
        return Jdbi.open(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /// As [#open], with the settings of the server's connections for work by keys.
    public Handle openKeyed() throws IOException, SQLException {
        var settings = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            settings.load(file);
        }
        Handle handle = Jdbi.open(postgres.jdbcUrl() + "?prepareThreshold=1", postgres.user(), postgres.password());
        try (Statement statement = handle.getConnection().createStatement()) {
            String common = "quarkus.datasource.jdbc.new-connection-sql";
            statement.execute(settings.getProperty("quarkus.datasource.keyed.jdbc.new-connection-sql")
                    .replace("${" + common + "}", settings.getProperty(common)));
        }
        return handle;
    }

    /// Adds rows without the checks of triggers and foreign keys. The indexes of `table` are away meanwhile, since one
    /// that is built over all rows takes a fraction of the time of one that grows with each.
    public <X extends Exception> void fill(String table, HandleConsumer<X> insertions) throws X {
        try (Handle handle = open()) {
            List<String> indexes = withoutConstraints(handle, table, "pg_get_indexdef(indexrelid)");
            withoutConstraints(handle, table, "indexrelid::regclass")
                    .forEach(name -> handle.execute("drop index " + name));
            handle.execute("set session_replication_role = replica");
            insertions.useHandle(handle);
            handle.execute("set maintenance_work_mem = '256MB'");
            indexes.forEach(handle::execute);
            handle.execute("vacuum analyze");
            // What is read from here on is counted from nothing, without what the indexes were built from.
            handle.execute("select pg_stat_force_next_flush()");
            handle.execute("select pg_stat_reset()");
        }
    }

    private static List<String> withoutConstraints(Handle handle, String table, String what) {
        return handle.createQuery("""
                        select %s::text from pg_index where indrelid = :table::regclass
                            and not exists (select from pg_constraint where conindid = indexrelid) order by indexrelid
                        """.formatted(what))
                .bind("table", table)
                .mapTo(String.class)
                .list();
    }

    @Override
    public void close() {
        postgres.close();
    }
}
