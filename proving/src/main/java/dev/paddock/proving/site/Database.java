package dev.paddock.proving.site;

import dev.paddock.standalone.services.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The site's PostgreSQL, fsync on: one data folder and one port over all its lives. Not thread-safe.
public final class Database implements Connections, AutoCloseable {

    private final Path folder;
    private PostgresServer server;

    Database(Path folder) {
        this.folder = folder;
        this.server = new PostgresServer(folder);
    }

    public String jdbcUrl() {
        return server.jdbcUrl();
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    @Override
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    /// The first column of what `sql` selects, with one text as its parameter.
    public List<String> texts(String sql, String parameter) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }

    /// The postmaster's process id; its descendants are the sessions.
    public long pid() {
        try {
            return Long.parseLong(Files.readAllLines(folder.resolve("cluster/postmaster.pid"))
                    .getFirst()
                    .strip());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not run", e);
        }
    }

    public boolean isAlive() {
        return server.isAlive();
    }

    /// Ends every session and stops in order.
    public void stop() {
        server.close();
    }

    /// SIGKILL to the postmaster; its children end by themselves as soon as they notice.
    public void kill() {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().join();
    }

    /// SIGSTOP to the postmaster and every session: the ledger no longer answers and closes nothing.
    public void pause() {
        signal("STOP");
    }

    /// SIGCONT.
    public void resume() {
        signal("CONT");
    }

    /// Starts again on the same data and port.
    public void start() {
        int port = server.port();
        server = new PostgresServer(folder, port);
    }

    private void signal(String name) {
        ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
        Signal.send(name, postmaster.pid());
        postmaster.descendants().forEach(session -> Signal.send(name, session.pid()));
    }

    @Override
    public void close() {
        server.close();
    }
}
