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

    @Test
    void aFolderTooDeepForAPathDoesNotKeepTheAgentFromItsStart() throws Exception {
        Path out = Files.createDirectories(folder.resolve("r1/tasks/t1/out"));
        String level = "d".repeat(200);
        for (int i = 0; i < 3; i++) {
            // Each half is a path; one put into the other is none.
            Path half = Files.createDirectories(folder.resolve("half"));
            Path deepest = half;
            for (int depth = 0; depth < 12; depth++) {
                deepest = Files.createDirectory(deepest.resolve(level));
            }
            if (Files.exists(out.resolve("x"))) {
                Files.move(out.resolve("x"), deepest.resolve("x"));
            }
            Files.move(half, out.resolve("x"));
        }

        try (WorkFolder work = WorkFolder.open(folder.resolve("r1"))) {
            assertThat(work.tasks()).isEmptyDirectory();
        }
    }
}
