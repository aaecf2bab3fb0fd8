package dev.paddock.runner.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.change.LineRange;
import dev.paddock.model.run.FailureReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangedFilesTest {

    private static final String TEXT =
            IntStream.rangeClosed(1, 20).mapToObj(line -> "line " + line + "\n").collect(Collectors.joining());

    @TempDir
    Path temp;

    private GitFixture source;
    private Fetching fetching;

    @BeforeEach
    void aRepository() throws IOException {
        source = new GitFixture(temp.toRealPath().resolve("source.git"));
        fetching = new Fetching(temp).of(source);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void theNewLinesOfAChangeAreRanges() throws Exception {
        var first = source.commit("main", Map.of("a", TEXT));
        var second = source.commit(
                "main",
                Map.of("a", TEXT.replace("line 3\n", "line three\nand more\n").replace("line 9\n", "") + "line 21\n"),
                first);
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files())
                    .containsExactly(new ChangedFile(
                            "a", FileStatus.MODIFIED, 3, 2, List.of(new LineRange(3, 4), new LineRange(21, 21))));
        }
    }

    @Test
    void renamesDeletionsAndBinariesAreTold() throws Exception {
        var first = source.commit("main", Map.of("old.txt", TEXT, "gone.txt", "1\n2\n", "image", "\0binary\n1\n"));
        var second = source.commit(
                "main", Map.of("new.txt", TEXT + "line 21\n", "image", "\0binary\n2\n", "image2", "\0\n"), first);
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files())
                    .containsExactly(
                            new ChangedFile("gone.txt", FileStatus.DELETED, 0, 2, List.of()),
                            new ChangedFile("image", FileStatus.MODIFIED, 0, 0, List.of()),
                            new ChangedFile("image2", FileStatus.ADDED, 0, 0, List.of()),
                            new ChangedFile("new.txt", FileStatus.RENAMED, 1, 0, List.of(new LineRange(21, 21))));
        }
    }

    @Test
    void aFileThatBecomesALinkIsDeleted() throws Exception {
        var first = source.commit("main", Map.of("a", TEXT));
        var second = source.commit("main", source.tree("a", FileMode.SYMLINK, source.blob("/etc/passwd")), first);
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).extracting(ChangedFile::status).containsExactly(FileStatus.DELETED);
        }
    }

    @Test
    void aBaseIsComparedFromWhereTheBranchesParted() throws Exception {
        var root = source.commit("main", Map.of("a", "1\n", "b", "1\n"));
        var feature = source.commit("feature", Map.of("a", "2\n", "b", "1\n"), root);
        feature = source.commit("feature", Map.of("a", "2\n", "b", "1\n", "c", "1\n"), feature);
        var main = source.commit("main", Map.of("a", "1\n", "b", "main moved on\n"), root);
        fetching.base = main.name();
        try (var workspace = fetching.fetched(feature)) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("a", "c");
            assertThat(workspace.notes()).isEmpty();
        }
    }

    @Test
    void aBaseThatIsNoTipIsFoundToo() throws Exception {
        var commits = line("main", 6, source.commit("main", Map.of("a", "0\n")));
        fetching.base = commits.get(2).name();
        try (var workspace = fetching.fetched(commits.get(5))) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("a");
        }
    }

    @Test
    void theSameOrAnEarlierCommitChangesNothing() throws Exception {
        var first = source.commit("main", Map.of("a", "1\n"));
        var second = source.commit("main", Map.of("a", "2\n"), first);
        fetching.base = second.name();
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).isEmpty();
        }
        try (var workspace = fetching.fetched(first)) {
            assertThat(workspace.files()).isEmpty();
            assertThat(workspace.notes()).isEmpty();
        }
    }

    @Test
    void branchesThatPartedLongAgoAreFollowedBack() throws Exception {
        var root = source.commit("main", Map.of("a", "root\n", "b", "1\n"));
        var main = line("main", 120, root);
        var feature = source.commit("feature", Map.of("a", "root\n", "b", "2\n"), root);
        fetching.base = main.getLast().name();
        try (var workspace = fetching.fetched(feature)) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("b");
            assertThat(workspace.notes()).isEmpty();
        }
    }

    @Test
    void historiesWithoutACommonCommitAreComparedAsTheyAre() throws Exception {
        var main = source.commit("main", Map.of("a", "1\n", "b", "1\n"));
        var other = source.commit("other", Map.of("a", "2\n", "b", "1\n"));
        fetching.base = main.name();
        try (var workspace = fetching.fetched(other)) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("a");
            assertThat(workspace.notes())
                    .singleElement()
                    .asString()
                    .contains(main.name().substring(0, 12));
        }
    }

    @Test
    void anUnknownBaseIsNotFound() throws Exception {
        var main = source.commit("main", Map.of("a", "1\n"));
        fetching.base = "1234567890123456789012345678901234567890";
        assertThat(fetching.refused(main.name(), FailureReason.REF_NOT_FOUND)).contains("base commit");
        fetching.base = "main";
        fetching.refused(main.name(), FailureReason.REF_NOT_FOUND);
    }

    @Test
    void aChangeBeyondTheBudgetIsRefused() throws Exception {
        fetching.budget = new Budget(10, 1024 * 1024);
        var blob = source.blob("x");
        var tree = new TreeFormatter();
        for (int i = 100; i < 150; i++) {
            tree.append("file" + i, FileMode.REGULAR_FILE, blob);
        }
        var first = source.commit("main", source.insert(tree));
        var second = source.commit("main", Map.of("a", "1\n"), first);
        assertThat(fetching.refused(second.name(), FailureReason.SOURCE_REFUSED))
                .contains("budget of 10");
    }

    @Test
    void textsMadeToBeComparedSlowlyAreNot() throws Exception {
        var first = source.commit("main", Map.of("a", "x\ny\n".repeat(300_000)));
        var second = source.commit("main", Map.of("a", "y\nz\n".repeat(300_000)), first);
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("a");
        }
    }

    @Test
    void aTextThatIsTooLargeHasUnknownLines() throws Exception {
        var first = source.commit("main", Map.of("a", "0123456\n".repeat(1_200_000)));
        var second = source.commit("main", Map.of("a", "0123456\n".repeat(1_200_001)), first);
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).containsExactly(new ChangedFile("a", FileStatus.MODIFIED, 0, 0, null));
        }
    }

    private List<ObjectId> line(String branch, int length, ObjectId parent) throws IOException {
        var commits = new java.util.ArrayList<ObjectId>();
        var last = parent;
        for (int i = 1; i <= length; i++) {
            last = source.commit(branch, Map.of("a", i + "\n", "b", "1\n"), last);
            commits.add(last);
        }
        return commits;
    }
}
