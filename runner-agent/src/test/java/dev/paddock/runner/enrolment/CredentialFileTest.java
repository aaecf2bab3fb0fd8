package dev.paddock.runner.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.runner.fake.Json;
import dev.paddock.runner.fake.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialFileTest {

    private static final RunnerCredential CREDENTIAL = new RunnerCredential("key_1", "r1", Scene.KEY);

    @TempDir
    Path folder;

    private CredentialFile file() {
        return new CredentialFile(folder.resolve("credential"), Json.MAPPER);
    }

    @Test
    void whatIsKeptIsReadAgainAndNobodyElseMayReadIt() throws Exception {
        assertThat(file().read("r1")).isEmpty();

        file().write(new RunnerCredential("key_0", "r1", "dk_live_" + "0".repeat(40)));
        file().write(CREDENTIAL);

        assertThat(file().read("r1")).contains(CREDENTIAL);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("credential"))))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whatIsDamagedOrAnothersIsNotTaken() throws Exception {
        for (String text : List.of(
                "",
                "{",
                "null",
                "{}",
                "[]",
                "{\"id\": \"key_1\", \"runnerId\": \"r1\"}",
                "{\"id\": \"key_1\", \"runnerId\": \"r1\", \"key\": \"x\"}",
                "{\"id\": \"key_1\", \"runnerId\": \"r2\", \"key\": \"" + Scene.KEY + "\"}")) {
            Files.writeString(folder.resolve("credential"), text);
            assertThat(file().read("r1")).as(text).isEmpty();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNoReasonToEnd() {
        CredentialFile nowhere = new CredentialFile(folder.resolve("none/credential"), Json.MAPPER);

        nowhere.write(CREDENTIAL);

        assertThat(nowhere.read("r1")).isEmpty();
    }

    @Test
    void nothingPrintsTheKey() {
        assertThat(CREDENTIAL.toString()).contains("key_1").doesNotContain(Scene.KEY);
    }
}
