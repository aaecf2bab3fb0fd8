package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.child.Confinement;
import io.quarkus.arc.Arc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// An npm that reaches its registry when it is asked for the second time, and a server that has no
/// Allure before.
public final class FlakyNpm {

    private final Path folder;
    private final AllureConfig settings;

    /// @param folder an empty one
    public FlakyNpm(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        AllureConfig config = the(AllureConfig.class);
        Path npm = script(folder.resolve("npm"), """
                #!/bin/sh
                echo call >> '%1$s/calls'
                if [ "$(wc -l < '%1$s/calls')" = 1 ]; then
                    echo "npm error code ENOTFOUND"
                    exit 1
                fi
                cp -R '%2$s/.' .
                """.formatted(folder, installed(config)));
        settings = TightConfig.of(config).withFolder(folder.resolve("versions")).withPrograms("node", npm.toString());
    }

    /// Where the tests' own Allure is.
    private static Path installed(AllureConfig config) throws IOException, InterruptedException {
        AllureTool tool = new AllureTool(config, new Npm(config, the(ObjectMapper.class)));
        assertThat(tool.require(AllureVersion.DEFAULT)).isInstanceOf(AllureTool.Found.Ready.class);
        return tool.folder().resolve(AllureVersion.DEFAULT.text());
    }

    private static <T> T the(Class<T> type) {
        return Arc.container().instance(type).get();
    }

    static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /// Allure as such a server runs it.
    public RunAllure allure() {
        ObjectMapper json = the(ObjectMapper.class);
        return new RunAllure(
                new AllureTool(settings, new Npm(settings, json)),
                the(VersionStore.class),
                the(Confinement.class),
                settings,
                the(BaseConfig.class),
                json);
    }

    /// How often it was asked.
    public int calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls")).size();
    }
}
