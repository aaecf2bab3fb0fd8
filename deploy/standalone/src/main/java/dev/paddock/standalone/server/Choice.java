package dev.paddock.standalone.server;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.NotAllowed;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.credentials.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses a server, and what is shown to it, among what the person gave and what this machine has.
final class Choice {

    private final Map<String, String> environment;
    private final SavedSessions sessions;
    private final Optional<LocalStack> local;
    private final InstantSource clock;

    Choice(Map<String, String> environment, SavedSessions sessions, Optional<LocalStack> local, InstantSource clock) {
        this.environment = environment;
        this.sessions = sessions;
        this.local = local;
        this.clock = clock;
    }

    /// The option, else `PADDOCK_URL`, else the server signed in to last, else the stack on this machine. Throws
    /// [UsageError] when there is none of them.
    URI server(@Nullable String option) {
        if (option != null) {
            return ServerAddress.of("--server", option);
        }
        if (!given("PADDOCK_URL").isEmpty()) {
            return ServerAddress.of("PADDOCK_URL", given("PADDOCK_URL"));
        }
        return sessions.current()
                .or(() -> local.map(LocalStack::url))
                .orElseThrow(
                        () -> new UsageError(
                                "No server is named and no stack runs here; give --server or"
                                        + " PADDOCK_URL, sign in with ./paddock login --server URL, or start a stack with ./paddock up."));
    }

    /// The key in the environment, else the session at `server`, else the administrator's key of the stack on this
    /// machine. Throws [NotAllowed] when there is none of them.
    Access access(URI server) {
        return key().<Access>map(Access.Key::new)
                .or(() -> session(server))
                .or(() -> at(server)
                        .map(stack -> new Access.Key(stack.credentials().adminKey())))
                .orElseThrow(() -> new NotAllowed(
                        "Nothing opens %s; put an API key into PADDOCK_KEY, or sign in with ./paddock login --server %s."
                                .formatted(server, server)));
    }

    /// The session at `server` and nothing else. Throws [NotAllowed] when there is none.
    Access userAccess(URI server) {
        return session(server)
                .orElseThrow(() -> new NotAllowed(
                        "API keys are managed in an administrator's session, for which no key stands; sign in with ./paddock login --server %s."
                                .formatted(server)));
    }

    /// The stack on this machine, where that is `server`.
    Optional<LocalStack> at(URI server) {
        return local.filter(stack -> ServerAddress.areSame(stack.url(), server));
    }

    /// The key in `PADDOCK_KEY`, else that in the file that `PADDOCK_KEY_FILE` names. Throws [UsageError] when what
    /// stands there is no key; it is not repeated.
    Optional<ApiKey> key() {
        if (!given("PADDOCK_KEY").isEmpty()) {
            return Optional.of(key("PADDOCK_KEY", given("PADDOCK_KEY")));
        }
        String file = given("PADDOCK_KEY_FILE");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(key("The file in PADDOCK_KEY_FILE", Files.readString(Path.of(file))));
        } catch (IOException e) {
            throw new CouldNotRun(
                    "The file %s, which PADDOCK_KEY_FILE names, cannot be read; make it readable.".formatted(file), e);
        }
    }

    private Optional<Access> session(URI server) {
        return sessions.at(server).map(saved -> {
            if (!saved.expiresAt().isAfter(clock.instant())) {
                throw new NotAllowed("The session at %s has ended; sign in again with ./paddock login --server %s."
                        .formatted(server, server));
            }
            return new Access.Session(saved.token(), saved.csrf());
        });
    }

    private static ApiKey key(String source, String text) {
        try {
            return new ApiKey(text.strip());
        } catch (IllegalArgumentException e) {
            throw new UsageError(
                    source
                            + " holds no API key; give one as it was shown when it was made, dk_live_ and 40 hexadecimal digits.");
        }
    }

    private String given(String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
