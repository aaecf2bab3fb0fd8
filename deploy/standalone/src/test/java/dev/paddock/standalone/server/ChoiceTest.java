package dev.paddock.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.NotAllowed;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.client.Access;
import dev.paddock.standalone.credentials.ApiKey;
import dev.paddock.standalone.credentials.Credentials;
import dev.paddock.standalone.server.SavedSessions.Saved;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceTest {

    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final URI REMOTE = URI.create("https://paddock.example.com");
    private static final URI LOCAL = URI.create("http://127.0.0.1:8080");
    private static final ApiKey KEY = new ApiKey("dk_live_" + "0".repeat(32) + "a0f292d0");
    private static final LocalStack STACK =
            new LocalStack(LOCAL, new Credentials(LOCAL.toString(), "admin", "secret", KEY, KEY));

    @TempDir
    private Path folder;

    @Test
    void theOptionComesBeforeTheEnvironmentTheSessionAndTheStackHere() {
        sessions().keep(REMOTE, session(1));
        var both = choice(Map.of("PADDOCK_URL", "https://other.example.com/"), Optional.of(STACK));

        assertThat(both.server("HTTPS://given.example.com/base//")).hasToString("HTTPS://given.example.com/base");
        assertThat(both.server(null)).hasToString("https://other.example.com");
        assertThat(choice(Map.of(), Optional.of(STACK)).server(null)).isEqualTo(REMOTE);
        sessions().forget(REMOTE);
        assertThat(choice(Map.of(), Optional.of(STACK)).server(null)).isEqualTo(LOCAL);
    }

    @Test
    void withoutAnyTheSentenceSaysWhatToDo() {
        assertThatThrownBy(() -> choice(Map.of(), Optional.empty()).server(null))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("give --server or PADDOCK_URL")
                .hasMessageContaining("./paddock up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "paddock.example.com", "http://", "http://x?y", "http://a b", "http://x/#f"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> choice(Map.of(), Optional.empty()).server(text))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("--server is not the address of a server");
    }

    @Test
    void aPasswordInAnAddressIsNotRepeated() {
        assertThatThrownBy(() -> choice(Map.of(), Optional.empty()).server("https://me:hunter2@x"))
                .isInstanceOf(UsageError.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aKeyComesBeforeTheSessionAndTheSessionBeforeTheStacksKey() {
        sessions().keep(LOCAL, session(1));
        var stack = Optional.of(STACK);

        assertThat(choice(Map.of("PADDOCK_KEY", " " + KEY.text() + "\n"), stack).access(LOCAL))
                .isEqualTo(new Access.Key(KEY));
        assertThat(choice(Map.of(), stack).access(LOCAL)).isEqualTo(new Access.Session("token", "csrf"));
        sessions().forget(LOCAL);
        assertThat(choice(Map.of(), stack).access(LOCAL)).isEqualTo(new Access.Key(KEY));
        assertThatThrownBy(() -> choice(Map.of(), stack).access(REMOTE))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("PADDOCK_KEY")
                .hasMessageContaining("./paddock login --server https://paddock.example.com");
    }

    @Test
    void aKeyMayStandInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("key"), KEY.text() + "\n");

        assertThat(choice(Map.of("PADDOCK_KEY_FILE", file.toString()), Optional.empty())
                        .key())
                .contains(KEY);
        assertThatThrownBy(() -> choice(Map.of("PADDOCK_KEY_FILE", file + "x"), Optional.empty())
                        .key())
                .isInstanceOf(CouldNotRun.class)
                .hasMessageContaining(file + "x");
        assertThatThrownBy(() -> choice(Map.of("PADDOCK_KEY", "dk_live_hunter2"), Optional.empty())
                        .key())
                .isInstanceOf(UsageError.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void clientCredentialsComeBeforeAKeyWhereReportsAreMeantAndNoSessionDoes() throws Exception {
        sessions().keep(LOCAL, session(1));
        Path secret = Files.writeString(folder.resolve("secret"), KEY.text() + "\n");
        var both = Map.of(
                "PADDOCK_CLIENT_ID",
                " client_1 ",
                "PADDOCK_CLIENT_SECRET_FILE",
                secret.toString(),
                "PADDOCK_KEY",
                KEY.text());

        assertThat(choice(both, Optional.of(STACK)).reportAccess(LOCAL)).isEqualTo(new Access.Client("client_1", KEY));
        assertThat(choice(both, Optional.of(STACK)).access(LOCAL)).isEqualTo(new Access.Key(KEY));
        assertThat(choice(Map.of(), Optional.of(STACK)).reportAccess(LOCAL)).isEqualTo(new Access.Key(KEY));
        assertThatThrownBy(() -> choice(Map.of(), Optional.empty()).reportAccess(LOCAL))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("PADDOCK_CLIENT_ID and PADDOCK_CLIENT_SECRET");
        assertThatThrownBy(() -> choice(Map.of("PADDOCK_CLIENT_SECRET", KEY.text()), Optional.empty())
                        .client())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("PADDOCK_CLIENT_ID is missing");
        assertThatThrownBy(() -> choice(
                                Map.of("PADDOCK_CLIENT_ID", "client_1", "PADDOCK_CLIENT_SECRET", "dk_live_hunter2"),
                                Optional.empty())
                        .client())
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("holds no client secret")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aSessionThatHasEndedAsksForAnother() {
        sessions().keep(REMOTE, session(0));

        assertThatThrownBy(() -> choice(Map.of(), Optional.empty()).access(REMOTE))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("has ended; sign in again");
    }

    @Test
    void noKeyStandsForASession() {
        assertThatThrownBy(() -> choice(Map.of("PADDOCK_KEY", KEY.text()), Optional.of(STACK))
                        .userAccess(LOCAL))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("for which no key stands")
                .hasMessageContaining("./paddock login");
    }

    @Test
    void sessionsAreForTheirOwnerAlone() throws Exception {
        sessions().keep(REMOTE, session(1));
        sessions().keep(LOCAL, session(2));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        assertThat(sessions().current()).contains(LOCAL);
        assertThat(sessions().at(REMOTE)).contains(session(1));
        assertThat(session(1).toString()).doesNotContain("token").doesNotContain("csrf");
    }

    @Test
    void aDamagedFileIsExplained() throws Exception {
        sessions().keep(REMOTE, session(1));
        Files.writeString(file(), "{");

        assertThatThrownBy(() -> sessions().current())
                .isInstanceOf(CouldNotRun.class)
                .hasMessage(file() + " is damaged; delete it and sign in again.");
    }

    private Choice choice(Map<String, String> environment, Optional<LocalStack> local) {
        return new Choice(environment, sessions(), local, InstantSource.fixed(NOW));
    }

    private SavedSessions sessions() {
        return SavedSessions.of(Map.of("XDG_CONFIG_HOME", folder.toString()));
    }

    private Path file() {
        return folder.resolve("paddock/sessions.json");
    }

    private static Saved session(int hours) {
        return new Saved("admin", "token", "csrf", NOW.plusSeconds(3600L * hours));
    }
}
