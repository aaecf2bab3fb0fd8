package dev.paddock.standalone.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Json;
import dev.paddock.standalone.services.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The sessions of the person at this machine, one a server, in a file that nobody else may read:
/// `paddock/sessions.json` in `XDG_CONFIG_HOME`, else in `~/.config`.
public final class SavedSessions {

    private final Path file;

    SavedSessions(Path file) {
        this.file = file;
    }

    /// Those of whoever has this environment.
    public static SavedSessions of(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path folder = config.isBlank() ? Path.of(home, ".config") : Path.of(config);
        return new SavedSessions(folder.resolve("paddock").resolve("sessions.json"));
    }

    /// A session, and what it is good for.
    ///
    /// @param user who signed in
    /// @param token the session's cookie
    /// @param csrf what calls that change something repeat
    /// @param expiresAt when it ends by itself
    public record Saved(String user, String token, String csrf, Instant expiresAt) {

        /// Shows no secret.
        @Override
        public String toString() {
            return "Saved[" + user + ", until " + expiresAt + "]";
        }
    }

    /// What the file holds.
    ///
    /// @param current the server that was signed in to last
    private record Content(
            @Nullable String current, @Nullable Map<String, Saved> sessions) {}

    /// The server that was signed in to last, until it is signed out of.
    public Optional<URI> current() {
        return Optional.ofNullable(read().current()).map(URI::create);
    }

    /// The session at `server`, which may have ended.
    public Optional<Saved> at(URI server) {
        return Optional.ofNullable(all().get(server.toString()));
    }

    /// Keeps `session`, and makes `server` the current one.
    public void keep(URI server, Saved session) {
        var sessions = all();
        sessions.put(server.toString(), session);
        write(new Content(server.toString(), sessions));
    }

    /// Forgets the session at `server`.
    public void forget(URI server) {
        var sessions = all();
        sessions.remove(server.toString());
        String current = read().current();
        write(new Content(server.toString().equals(current) ? null : current, sessions));
    }

    public Path file() {
        return file;
    }

    private Map<String, Saved> all() {
        var sessions = read().sessions();
        return sessions == null ? new TreeMap<>() : new TreeMap<>(sessions);
    }

    private Content read() {
        if (!Files.exists(file)) {
            return new Content(null, null);
        }
        try {
            return Json.read(Files.readString(file), Content.class);
        } catch (JsonProcessingException e) {
            throw new CouldNotRun("%s is damaged; delete it and sign in again.".formatted(file), e);
        } catch (IOException e) {
            throw new CouldNotRun("%s cannot be read (%s); make it readable or delete it.".formatted(file, e), e);
        }
    }

    private void write(Content content) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Folders.secret(folder);
            }
            Folders.writeSecret(file, Json.pretty(content) + "\n");
        } catch (IOException e) {
            throw new CouldNotRun(
                    "The session cannot be kept in %s (%s); make its folder writable, or set XDG_CONFIG_HOME to another one."
                            .formatted(file, e),
                    e);
        }
    }
}
