package dev.paddock.e2e;

import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.services.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A backup as docs/operations.md has it: the files of the ledger while it is in use, between the two calls that
/// `pg_basebackup` makes as well, and those of the blobs after them.
final class Backup {

    private static final String LOG = "pg_wal";
    private static final List<String> OF_THE_PROCESS = List.of("postmaster.pid", "postmaster.opts");

    private Backup() {}

    /// Copies the ledger to `copy`, a folder that is not there; from it another server can start.
    ///
    /// @param folder of the server, which runs
    static void ofLedger(PostgresServer server, Path folder, Path copy) throws IOException, SQLException {
        Path from = folder.resolve("cluster");
        Path to = Folders.secret(copy).resolve("cluster");
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('before the loss', fast => true)");
            copy(from, to, path -> !path.startsWith(LOG) && !OF_THE_PROCESS.contains(path.toString()));
            try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop()")) {
                stopped.next();
                Files.writeString(to.resolve("backup_label"), stopped.getString(1));
            }
        }
        // What was written meanwhile makes the copy whole.
        copy(from.resolve(LOG), to.resolve(LOG), path -> true);
        Folders.secret(to);
        Files.copy(folder.resolve("password"), copy.resolve("password"));
    }

    /// Copies a folder; what goes while it is read is left out.
    ///
    /// @param wanted says of a path within the folder whether it is copied
    static void copy(Path from, Path to, Predicate<Path> wanted) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(from)) {
            paths = all.map(from::relativize).filter(wanted).toList();
        }
        for (Path path : paths) {
            try {
                if (Files.isDirectory(from.resolve(path))) {
                    Files.createDirectories(to.resolve(path));
                } else {
                    Files.copy(from.resolve(path), to.resolve(path));
                }
            } catch (NoSuchFileException e) {
                // A temporary one.
            }
        }
    }
}
