package dev.paddock.runner.boot.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
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

        try (WorkFolder work = WorkFolder.open(own, false)) {
            assertThat(work.tasks()).isEmptyDirectory();
        }
        assertThat(outside).hasContent("stays");
        assertThat(other).exists();
    }

    @Test
    void whatIsRemovedBesideTheOwnFolderIsSaidBefore() throws Exception {
        Path left = left("gone", true);
        List<String> said = new ArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(new SimpleFormatter().formatMessage(line) + " while it is there: "
                        + Files.exists(left.resolve("tasks/t1")));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(WorkFolder.class.getName());
        log.addHandler(listener);
        try {
            WorkFolder.open(folder.resolve("r1"), false).close();
        } finally {
            log.removeHandler(listener);
        }

        assertThat(left.resolve("tasks/t1")).doesNotExist();
        assertThat(said)
                .singleElement()
                .asString()
                .contains("in " + folder + " ")
                .endsWith("true");
    }

    @Test
    void twoAgentsDoNotShareAFolder() throws Exception {
        try (WorkFolder first = WorkFolder.open(folder, false)) {
            assertThat(first.tasks()).exists();
            assertThatThrownBy(() -> WorkFolder.open(folder, false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("PADDOCK_RUNNER_ID");
        }
        WorkFolder.open(folder, false).close();
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> WorkFolder.open(file.resolve("r1"), false))
                .isInstanceOf(IOException.class)
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

        try (WorkFolder work = WorkFolder.open(folder.resolve("r1"), false)) {
            assertThat(work.tasks()).isEmptyDirectory();
        }
    }

    /// As a runner leaves it that dies in mid-task.
    private Path left(String id, boolean ephemeral) throws Exception {
        Path left = folder.resolve(id);
        try (WorkFolder work = WorkFolder.open(left, ephemeral)) {
            Files.writeString(
                    Files.createDirectories(work.tasks().resolve("t1/tree")).resolve("A.java"), "x");
            Files.createDirectories(work.tasks().resolve("t1/out"));
            Files.writeString(
                    Files.createDirectories(left.resolve("scratch/review-1/home"))
                            .resolve("x"),
                    "x");
            Files.writeString(Files.createDirectories(left.resolve("spool")).resolve("lines"), "x");
        }
        return left;
    }

    @Test
    void whatARunnerOfAnotherIdLeftIsDeletedByTheNextOneBesideIt() throws Exception {
        Path dead = left("a", false);

        try (WorkFolder work = WorkFolder.open(folder.resolve("b"), false)) {
            assertThat(dead).doesNotExist();
            assertThat(work.tasks()).isEmptyDirectory();
            // Its reviewer may still run: who runs reviews as processes looks there.
            assertThat(work.tasks().resolveSibling("scratch"))
                    .isDirectoryContaining("glob:**/review-*")
                    .isDirectoryRecursivelyContaining("glob:**/home/x");
        }
    }

    @Test
    void aRunnerThatMayComeBackKeepsItsCredentialAndNothingElse() throws Exception {
        Path staying = left("staying", false);
        Files.writeString(staying.resolve("credential"), "kept");
        Path ephemeral = left("ephemeral", true);
        Files.writeString(ephemeral.resolve("credential"), "of no use any more");

        WorkFolder.open(folder.resolve("b"), false).close();

        assertThat(ephemeral).doesNotExist();
        try (var content = Files.list(staying)) {
            assertThat(content.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("lock", "credential");
        }
        WorkFolder.open(staying, false).close();
        assertThat(staying.resolve("credential")).hasContent("kept");
    }

    @Test
    void whatIsInUseOrIsNobodysWorkFolderStays() throws Exception {
        Path foreign = left("foreign", true);
        Files.writeString(foreign.resolve("notes.txt"), "a person's");
        Path link = Files.createSymbolicLink(folder.resolve("link"), left("outside/a", true));

        try (WorkFolder living = WorkFolder.open(folder.resolve("living"), true)) {
            Path task = Files.createDirectories(living.tasks().resolve("t1"));

            WorkFolder.open(folder.resolve("b"), false).close();

            assertThat(task).exists();
        }
        assertThat(foreign.resolve("tasks/t1/tree/A.java")).exists();
        assertThat(link.resolve("tasks/t1/tree/A.java")).exists();
    }

    @Test
    void aRunnerIsDeadWhenNobodyHoldsItsFolder() throws Exception {
        Path comesBack = folder.resolve("comes-back");
        try (WorkFolder own = WorkFolder.open(folder.resolve("own"), false)) {
            WorkFolder living = WorkFolder.open(comesBack, false);
            String theirs = living.tasks().toString();
            assertThat(own.isOfTheDead(theirs)).isFalse();

            living.close();
            assertThat(own.isOfTheDead(theirs)).isTrue();

            // Nothing keeps it from coming back, and then it lives.
            try (WorkFolder again = WorkFolder.open(comesBack, false)) {
                assertThat(again.tasks()).exists();
                assertThat(own.isOfTheDead(theirs)).isFalse();
            }
            assertThat(own.isOfTheDead(own.tasks().toString())).isFalse();
            assertThatThrownBy(() -> WorkFolder.open(folder.resolve("own"), false))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void whoseFolderWasClearedAwayIsDeadAndWhoseIsElsewhereIsNobodysBusiness() throws Exception {
        Path elsewhere = left("outside/a", true);
        left("passed", true);

        try (WorkFolder own = WorkFolder.open(folder.resolve("own"), false)) {
            assertThat(folder.resolve("passed")).doesNotExist();
            assertThat(own.isOfTheDead(folder.resolve("passed/tasks").toString()))
                    .isTrue();
            assertThat(own.isOfTheDead(elsewhere.resolve("tasks").toString())).isFalse();
            // Another container may have that folder, and somebody who works there.
            assertThat(own.isOfTheDead(folder.resolve("never-seen/tasks").toString()))
                    .isFalse();
            assertThat(own.isOfTheDead("tasks")).isFalse();
        }
    }
}
