package dev.paddock.standalone.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The secrets that `deploy/compose/up.sh` makes before it calls Compose, which there is none of here.
class ComposeSecretsTest {

    private static final String SCRIPT = "deploy/compose/up.sh";
    /// All that the script calls but Docker.
    private static final List<String> TOOLS =
            List.of("sh", "dirname", "id", "mkdir", "chown", "chmod", "od", "tr", "gzip", "tail", "awk", "cat", "stat");

    private static final int CONTAINERS_USER = 65532;
    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    @TempDir
    private Path folder;

    private Script.Answer up() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        for (String tool : TOOLS) {
            if (!Files.exists(bin.resolve(tool))) {
                Files.createSymbolicLink(bin.resolve(tool), find(tool));
            }
        }
        return Script.run(
                SCRIPT,
                Map.of(
                        "PATH", bin.toString(),
                        "PADDOCK_SECRETS", folder.resolve("secrets").toString(),
                        "PADDOCK_WORK", folder.resolve("work").toString()));
    }

    private static Path find(String tool) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin")
                .map(bin -> Path.of(bin, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nobodyElseOfTheHostReadsThem() throws Exception {
        assumeThat(IS_ROOT).as("only root can give files away").isTrue();

        var answer = up();

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.said()).contains("there is no Docker Compose of version 2");
        Path secrets = folder.resolve("secrets");
        assertThat(Files.getAttribute(secrets, "unix:uid")).isEqualTo(CONTAINERS_USER);
        assertThat(mode(secrets)).isEqualTo("700");
        try (Stream<Path> files = Files.list(secrets)) {
            assertThat(files.toList()).hasSize(7).allSatisfy(file -> {
                assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(CONTAINERS_USER);
                assertThat(mode(file)).isEqualTo("400");
                assertThat(Files.size(file)).isPositive();
            });
        }
    }

    @Test
    void theNextStartKeepsThem() throws Exception {
        assumeThat(IS_ROOT).as("only root can give files away").isTrue();
        up();
        String first = Files.readString(folder.resolve("secrets/secret-key"));

        up();

        assertThat(Files.readString(folder.resolve("secrets/secret-key"))).isEqualTo(first);
    }

    @Test
    void aFolderIsNamedByItsWholePath() throws Exception {
        assumeThat(IS_ROOT).as("only root gets that far").isTrue();
        for (String variable : List.of("PADDOCK_SECRETS", "PADDOCK_WORK")) {
            // Compose would take it for the name of a volume.
            var answer = Script.run(SCRIPT, Map.of(variable, "some/folder"));

            assertThat(answer.code()).isEqualTo(3);
            assertThat(answer.said()).contains("whole paths");
        }
        assertThat(Path.of("../compose/some")).doesNotExist();
    }

    @Test
    void whoIsNotRootIsToldSo() throws Exception {
        // In a namespace of its own nobody is root.
        var answer = Script.run(
                List.of("unshare", "-U", "sh", "../compose/up.sh"),
                Map.of("PADDOCK_SECRETS", folder.resolve("secrets").toString()));

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.said()).contains("run it as root");
        assertThat(folder.resolve("secrets")).doesNotExist();
    }

    private static String mode(Path file) throws Exception {
        int mode = (Integer) Objects.requireNonNull(Files.getAttribute(file, "unix:mode"));
        return Integer.toOctalString(mode & 0777);
    }
}
