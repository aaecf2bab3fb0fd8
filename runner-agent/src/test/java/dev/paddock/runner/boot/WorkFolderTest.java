package dev.paddock.runner.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {

    @TempDir
    Path folder;

    @Test
    void whatAnEarlierProcessLeftIsDeletedAndNothingElse() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "stays");
        Path own = folder.resolve("r1");
        Path left = Files.createDirectories(own.resolve("tasks/t1/tree"));
        Files.writeString(left.resolve("A.java"), "x");
        Files.createSymbolicLink(left.resolve("link"), outside);
        Path other = Files.createDirectories(folder.resolve("r2/tasks/t2"));

        try (WorkFolder work = WorkFolder.open(own)) {
            assertThat(work.tasks()).isEmptyDirectory();
        }
        assertThat(outside).hasContent("stays");
        assertThat(other).exists();
    }

    @Test
    void twoAgentsDoNotShareAFolder() throws Exception {
        try (WorkFolder first = WorkFolder.open(folder)) {
            assertThat(first.tasks()).exists();
            assertThatThrownBy(() -> WorkFolder.open(folder))
                    .isInstanceOf(BadSettings.class)
                    .hasMessageContaining("PADDOCK_RUNNER_ID");
        }
        WorkFolder.open(folder).close();
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> WorkFolder.open(file.resolve("r1")))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("PADDOCK_RUNNER_WORKDIR");
    }
}
