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

    /// A secret, or half of one.
    ///
    /// @param source what it was given in
    private record Given(String source, String text) {
        /// Shows no secret.
        @Override
        public String toString() {
            return "Given[" + source + "]";
        }
    }

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

    /// The client credentials in the environment, else a key as in [#access]: for calls that take no session. Throws
    /// [NotAllowed] when there is none of them.
    Access reportAccess(URI server) {
        return client().<Access>map(client -> client)
                .or(() -> key().map(Access.Key::new))
                .or(() -> at(server)
                        .map(stack -> new Access.Key(stack.credentials().adminKey())))
                .orElseThrow(() -> new NotAllowed(
                        "Nothing opens the reports at %s, for which no session stands; put a repository's client credentials into PADDOCK_CLIENT_ID and PADDOCK_CLIENT_SECRET, or an API key into PADDOCK_KEY."
                                .formatted(server)));
    }

    /// The client credentials in `PADDOCK_CLIENT_ID` and `PADDOCK_CLIENT_SECRET`, or in the files that
    /// `PADDOCK_CLIENT_ID_FILE` and `PADDOCK_CLIENT_SECRET_FILE` name. Throws [UsageError] when one of the two is
    /// missing or is none; it is not repeated.
    Optional<Access.Client> client() {
        Optional<Given> id = givenOrInFile("PADDOCK_CLIENT_ID");
        Optional<Given> secret = givenOrInFile("PADDOCK_CLIENT_SECRET");
        if (id.isPresent() != secret.isPresent()) {
            throw new UsageError("Client credentials are an id and a secret, and %s is missing; give both."
                    .formatted(id.isPresent() ? "PADDOCK_CLIENT_SECRET" : "PADDOCK_CLIENT_ID"));
        }
        return id.map(
                name -> new Access.Client(name.text(), secret.map(Choice::key).orElseThrow()));
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
        return givenOrInFile("PADDOCK_KEY").map(Choice::key);
    }

    private Optional<Given> givenOrInFile(String name) {
        if (!given(name).isEmpty()) {
            return Optional.of(new Given(name, given(name)));
        }
        String file = given(name + "_FILE");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Given(
                    "The file in " + name + "_FILE",
                    Files.readString(Path.of(file)).strip()));
        } catch (IOException e) {
            throw new CouldNotRun(
                    "The file %s, which %s_FILE names, cannot be read; make it readable.".formatted(file, name), e);
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

    private static ApiKey key(Given given) {
        try {
            return new ApiKey(given.text());
        } catch (IllegalArgumentException e) {
            throw new UsageError(
                    given.source()
                            + (given.source().contains("SECRET") ? " holds no client secret" : " holds no API key")
                            + "; give one as it was shown when it was made, dk_live_ and 40 hexadecimal digits, of which the last 8 tell when it was mistyped.");
        }
    }

    private String given(String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
