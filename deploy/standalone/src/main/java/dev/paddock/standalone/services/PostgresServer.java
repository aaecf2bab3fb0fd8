package dev.paddock.standalone.services;

import dev.paddock.standalone.CouldNotRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A real PostgreSQL, running from the constructor's return until [#close()].
///
/// It listens on 127.0.0.1 only, asks for a password, and keeps what it stores in its folder: `cluster` (the data)
/// and `password` (mode 0600). Whoever opens a folder must be its only user: a server that an earlier
/// owner left running there is stopped first.
public final class PostgresServer implements AutoCloseable {

    private static final String MAJOR = "18";
    private static final String USER = "paddock";

    private final Path folder;
    private final Path log;
    private final int port;
    private final PostgresBinaries binaries;
    private final String password;
    private final PostgresProcess process;

    /// Starts on a free port.
    public PostgresServer(Path folder) {
        this(folder, 0);
    }

    /// Starts on `port`, 0 for a free one, with the programs unpacked into the user's cache folder.
    public PostgresServer(Path folder, int port) {
        this(folder, port, userCache(), folder.resolve("postgres.log"));
    }

    /// Throws [CouldNotRun] when the server does not come up.
    ///
    /// @param programs the folder that PostgreSQL's programs are unpacked to, once
    /// @param log what the server says goes to the end of this file
    public PostgresServer(Path folder, int port, Path programs, Path log) {
        this.folder = folder.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.port = port == 0 ? Ports.free() : port;
        try {
            Folders.secret(this.folder);
            refuseOtherVersion();
            this.binaries = PostgresBinaries.in(programs.toAbsolutePath());
            this.password = keptPassword();
            PostgresProcess.stopLeftover(cluster());
            createCluster();
            this.process = PostgresProcess.start(binaries, cluster(), this.port, this.log);
        } catch (IOException e) {
            throw new CouldNotRun("PostgreSQL cannot start in " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Where JDBC finds the database, without credentials.
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// The owner of the database.
    public String user() {
        return USER;
    }

    /// What [#user()] logs in with; made once, kept in the folder.
    public String password() {
        return password;
    }

    /// The port of 127.0.0.1 it listens on.
    public int port() {
        return port;
    }

    /// Whether the server runs: false once it ended, by [#close()] or by itself.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Completes when the server has ended, for whatever reason.
    public CompletableFuture<?> onExit() {
        return process.onExit();
    }

    /// Ends every session, writes everything to the disk and stops the server. Does nothing the second time.
    @Override
    public void close() {
        process.stop();
    }

    private Path cluster() {
        return folder.resolve("cluster");
    }

    private void refuseOtherVersion() throws IOException {
        Path file = cluster().resolve("PG_VERSION");
        if (Files.exists(file)) {
            String found = Files.readString(file).strip();
            if (!found.equals(MAJOR)) {
                throw new CouldNotRun("The data in %s was written by PostgreSQL %s and this is PostgreSQL %s; "
                                .formatted(folder, found, MAJOR)
                        + "move the folder away, or use the Paddock that wrote it.");
            }
        }
    }

    private String keptPassword() throws IOException {
        Path file = folder.resolve("password");
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Folders.writeSecret(file, HexFormat.of().formatHex(random));
        }
        return Files.readString(file).strip();
    }

    /// The cluster appears whole or not at all: one that was interrupted half-way is made anew.
    private void createCluster() throws IOException {
        if (Files.isDirectory(cluster())) {
            return;
        }
        Path fresh = folder.resolve("cluster.new");
        if (Files.exists(fresh)) {
            Folders.delete(fresh);
        }
        var arguments = List.of(
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + folder.resolve("password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C");
        int code = PostgresProcess.await(new ProcessBuilder(binaries.command("initdb", arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
        if (code != 0) {
            throw new IOException("its initdb ended with " + code + ": " + LogFile.lastLine(log));
        }
        Files.move(fresh, cluster(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path userCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("paddock");
    }
}
