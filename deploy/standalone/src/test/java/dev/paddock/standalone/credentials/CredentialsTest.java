package dev.paddock.standalone.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    @TempDir
    private Path folder;

    @Test
    void theyAreMadeOnceAndOnlyTheUrlFollowsThePort() throws IOException {
        var first = Credentials.keep(layout(), "http://127.0.0.1:8080");
        var second = Credentials.keep(layout(), "http://127.0.0.1:9090");

        assertThat(second.adminKey()).isEqualTo(first.adminKey());
        assertThat(second.runnerKey()).isEqualTo(first.runnerKey());
        assertThat(second.adminPassword()).isEqualTo(first.adminPassword());
        assertThat(second.url()).isEqualTo("http://127.0.0.1:9090");
        assertThat(Credentials.read(layout())).isEqualTo(second);
    }

    @Test
    void theProgramsFindEachSecretInAFileThatNobodyElseMayRead() throws IOException {
        var credentials = Credentials.keep(layout(), "http://127.0.0.1:8080");

        assertThat(secret("admin-key")).hasContent(credentials.adminKey().text());
        assertThat(secret("runner-key")).hasContent(credentials.runnerKey().text());
        assertThat(secret("admin-password")).hasContent(credentials.adminPassword());
        assertThat(Files.readString(secret("secret-key"))).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(layout().credentials())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret("admin-key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDamagedFileIsSaidAndLeftAlone() throws IOException {
        Files.writeString(layout().credentials(), "{\"url\": \"http://127.0.0.1");

        assertThatThrownBy(() -> Credentials.keep(layout(), "http://127.0.0.1:8080"))
                .isInstanceOf(CouldNotRun.class)
                .hasMessageContaining("credentials.json is damaged");
        assertThat(layout().credentials()).hasContent("{\"url\": \"http://127.0.0.1");
    }

    private Layout layout() {
        return new Layout(folder, folder);
    }

    private Path secret(String name) {
        return layout().secrets().resolve(name);
    }
}
