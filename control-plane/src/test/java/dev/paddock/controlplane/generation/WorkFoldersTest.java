package dev.paddock.controlplane.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is left where reports are made.
class WorkFoldersTest {

    @TempDir
    Path folder;

    @Test
    void whatAKilledServerLeftIsRemovedAtTheStartAndItsOwnAtTheEnd() throws IOException {
        Path left = Files.createDirectories(folder.resolve("reports-1/report-1/results"));
        Files.createFile(left.resolve("a-result.json"));
        Files.createFile(folder.resolve("reports-1/lock"));
        WorkFolders folders = new WorkFolders(new SmallRyeConfigBuilder()
                .withMapping(GenerationConfig.class)
                .withDefaultValue("paddock.generation.folder", folder.toString())
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(GenerationConfig.class));

        folders.start();

        assertThat(folder.resolve("reports-1")).doesNotExist();
        Path own = folders.open();
        assertThat(Files.createFile(own.resolve("results"))).exists();
        folders.remove(own);
        assertThat(own).doesNotExist();
        assertThat(folders.open()).isDirectory();
        folders.close();
        assertThat(folder).isEmptyDirectory();
    }
}
