package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Installations that take long, fail, or were killed.
@Timeout(60)
class AllureToolTest {

    private static final AllureVersion ANOTHER = new AllureVersion("3.17.0");

    @TempDir
    Path folder;

    private Path versions() throws IOException {
        return Files.createDirectories(folder.resolve("versions"));
    }

    /// The settings that the server has by itself, with an npm that is this script.
    private TightConfig with(String npm) throws IOException {
        AllureConfig plain = new SmallRyeConfigBuilder()
                .withMapping(AllureConfig.class)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(AllureConfig.class);
        return TightConfig.of(plain)
                .withPrograms(
                        "node",
                        FlakyNpm.script(folder.resolve("npm"), npm.formatted(folder))
                                .toString());
    }

    private static Npm npm(AllureConfig config) {
        return new Npm(config, new ObjectMapper());
    }

    @Test
    void anInstallationHoldsUpNobodyWhoWantsSomethingElse() throws Exception {
        AllureConfig config = with("""
                #!/bin/sh
                if [ "$1" = view ]; then
                    echo '"3.19.0"'
                    exit 0
                fi
                touch '%1$s/begun'
                while [ ! -e '%1$s/go' ]; do sleep 0.1; done
                exit 1
                """).withFolder(versions());
        Path program = versions().resolve("3.18.0/node_modules/allure/cli.js");
        Files.createDirectories(program.getParent());
        Files.createFile(program);
        AllureTool tool = new AllureTool(config, npm(config));
        LatestVersion latest = new LatestVersion(npm(config), tool, InstantSource.system());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<AllureTool.Found> installation = threads.submit(() -> tool.require(ANOTHER));
            Awaitility.await().until(() -> Files.exists(folder.resolve("begun")));

            assertThat(tool.require(AllureVersion.DEFAULT)).isInstanceOf(AllureTool.Found.Ready.class);
            assertThat(latest.get()).isEqualTo("3.19.0");
            assertThat(installation).isNotDone();

            Files.createFile(folder.resolve("go"));
            assertThat(installation.get()).isInstanceOf(AllureTool.Found.NotNow.class);
        }
        assertThat(versions())
                .isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("."));
    }

    @Test
    void whatAKilledInstallationLeftIsRemovedAtTheStart() throws Exception {
        Path left = Files.createDirectories(versions().resolve(".installing-1/allure/node_modules"));
        Files.createFile(left.resolve("half"));
        Files.createFile(versions().resolve(".installing-1/lock"));
        Files.createDirectory(versions().resolve("3.17.0"));
        AllureConfig config = with("#!/bin/sh").withFolder(versions());

        new AllureTool(config, npm(config)).start(new StartupEvent());

        assertThat(versions()).isDirectoryNotContaining("glob:**/.*");
        assertThat(versions().resolve("3.17.0")).isDirectory();
    }

    @Test
    void withoutAFolderOfItsOwnItLeavesNothing() throws Exception {
        AllureConfig config = with("#!/bin/sh");
        AllureTool tool = new AllureTool(config, npm(config));
        Path temporary = tool.folder();
        Files.createDirectories(temporary.resolve("3.17.0/node_modules"));

        tool.close();

        assertThat(temporary).doesNotExist();
    }
}
