package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.child.ChildProcess;
import dev.paddock.controlplane.child.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The real npm, with the variables that a server gives it.
class NpmTest {

    private static final Duration TIME = Duration.ofMinutes(1);
    private static final String PATH =
            Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");

    @TempDir
    Path folder;

    /// Even root has none there.
    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/no/such/folder"})
    void itInstallsForAUserWithoutAHome(String home) throws Exception {
        Path packed = pack();
        Path cache = folder.resolve("cache");
        Path app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(app.resolve("package.json"), "{\"name\": \"app\", \"private\": true}");

        Ended ended =
                npm(app, Npm.environment(Map.of("PATH", PATH, "HOME", home), cache), "install", packed.toString());

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(app.resolve("node_modules/packed/package.json")).isRegularFile();
        assertThat(cache).isDirectory();
    }

    @Test
    void whereTheUserHasAHomeItsOwnSettingsHold() {
        Path cache = folder.resolve("cache");
        Map<String, String> withHome = Map.of("PATH", PATH, "HOME", folder.toString());
        Map<String, String> told = Map.of("PATH", PATH, "HOME", "/dev/null", "NPM_CONFIG_CACHE", "/elsewhere");

        assertThat(Npm.environment(withHome, cache)).isEqualTo(withHome);
        assertThat(Npm.environment(told, cache)).isEqualTo(told);
        assertThat(Npm.environment(Map.of("PATH", PATH, "PADDOCK_SECRET_KEY", "secret"), cache))
                .isEqualTo(Map.of("PATH", PATH, "npm_config_cache", cache.toString()));
    }

    private Path pack() throws Exception {
        Path source = Files.createDirectory(folder.resolve("packed"));
        Files.writeString(source.resolve("package.json"), "{\"name\": \"packed\", \"version\": \"1.0.0\"}");
        Ended ended = npm(source, Map.of("PATH", PATH, "HOME", folder.toString()), "pack");
        assertThat(ended.status()).as(ended.output()).isZero();
        return source.resolve("packed-1.0.0.tgz");
    }

    private static Ended npm(Path folder, Map<String, String> variables, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("npm"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--offline", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"));
        return ChildProcess.run(command, folder, variables, TIME);
    }
}
