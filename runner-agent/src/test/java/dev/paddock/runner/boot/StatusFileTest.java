package dev.paddock.runner.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusFileTest {

    @TempDir
    Path folder;

    @Test
    void itSaysHowManyThereAreAndNothingElse() throws Exception {
        Path file = folder.resolve("tasks");
        StatusFile status = new StatusFile(file);

        status.accept(12);
        status.accept(3);

        assertThat(file).hasContent("3\n");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.next");
    }

    @Test
    void whatAnEarlierProcessLeftIsGoneAtOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("tasks"), "2\n");

        StatusFile status = new StatusFile(file);

        assertThat(file).doesNotExist();
        status.accept(0);
        assertThat(file).hasContent("0\n");
    }

    @Test
    void nobodySeesHalfOfIt() throws Exception {
        Path file = folder.resolve("tasks");
        StatusFile status = new StatusFile(file);
        status.accept(0);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 2000; i++) {
                status.accept(100 + i % 2);
            }
            done.set(true);
        });

        while (!done.get()) {
            assertThat(Files.readString(file)).matches("0\n|100\n|101\n");
        }
        writer.join();
    }

    @Test
    void aRunnerWhoseFileCannotBeWrittenWorksOn() {
        StatusFile status = new StatusFile(folder.resolve("gone/tasks"));

        status.accept(1);

        assertThat(folder).isEmptyDirectory();
    }
}
