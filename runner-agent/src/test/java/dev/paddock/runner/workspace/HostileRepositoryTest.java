package dev.paddock.runner.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.run.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Repositories made to hurt whoever checks them out.
class HostileRepositoryTest {

    @TempDir
    Path temp;

    private GitFixture source;
    private Fetching fetching;
    private Map<String, Long> before = Map.of();

    @BeforeEach
    void aRepository() throws IOException {
        source = new GitFixture(temp.toRealPath().resolve("source.git"));
        fetching = new Fetching(temp).of(source);
    }

    @AfterEach
    void nothingOutsideTheTasksFolderChanged() throws IOException {
        source.close();
        var after = outside();
        after.entrySet().removeAll(before.entrySet());
        assertThat(after).isEmpty();
        assertThat(fetching.work).isEmptyDirectory();
    }

    private String refused(ObjectId tree) throws Exception {
        var commit = source.commit("main", tree);
        before = outside();
        return fetching.refused(commit.name(), FailureReason.SOURCE_REFUSED);
    }

    private Map<String, Long> outside() throws IOException {
        var seen = new TreeMap<String, Long>();
        try (var paths = Files.walk(temp)) {
            for (var path : paths.filter(path -> !path.equals(temp) && !path.startsWith(temp.resolve("work")))
                    .toList()) {
                seen.put(path.toString(), Files.getLastModifiedTime(path).toMillis());
            }
        }
        return seen;
    }

    @Test
    void aHundredThousandFilesAreTooMany() throws Exception {
        var blob = source.blob("x");
        var tree = new TreeFormatter();
        for (int i = 100_000; i < 200_000; i++) {
            tree.append("file" + i, FileMode.REGULAR_FILE, blob);
        }
        assertThat(refused(source.insert(tree))).contains("budget of 50000 files");
    }

    @Test
    void tenMillionPathsInATinyPackAreTooMany() throws Exception {
        var id = source.blob("x");
        var mode = FileMode.REGULAR_FILE;
        for (int level = 0; level < 7; level++) {
            var tree = new TreeFormatter();
            for (int i = 0; i < 10; i++) {
                tree.append("n" + i, mode, id);
            }
            id = source.insert(tree);
            mode = FileMode.TREE;
        }
        assertThat(refused(id)).contains("budget of 50000 files");
    }

    @Test
    void aBlobOfThreeHundredMegabytesIsTooLarge() throws Exception {
        var zeros = source.zeros(300L * 1024 * 1024);
        assertThat(refused(source.tree("zeros", FileMode.REGULAR_FILE, zeros))).contains("budget of 200 MB");
    }

    @Test
    void manyNamesOfOneLargeBlobCountEachTime() throws Exception {
        fetching.budget = new Budget(100, 1024 * 1024);
        var zeros = source.zeros(300_000);
        var tree = new TreeFormatter();
        for (int i = 0; i < 4; i++) {
            tree.append("copy" + i, FileMode.REGULAR_FILE, zeros);
        }
        assertThat(refused(source.insert(tree))).contains("budget of 1 MB");
    }

    @ParameterizedTest
    @ValueSource(strings = {".GIT", "git~1", "..", ".g\u200cit", "a/../../b"})
    void forbiddenNamesAreRefused(String name) throws Exception {
        var bytes = name.getBytes(UTF_8);
        var inner = source.tree(Map.of("config", "[core]\n\tfsmonitor = touch /tmp/owned\n"));
        var tree = new TreeFormatter();
        tree.append(bytes, 0, bytes.length, FileMode.TREE, inner, true);
        assertThat(refused(source.insert(tree))).contains("acme/shop");
    }

    @Test
    void aGitFolderFurtherDownIsRefusedToo() throws Exception {
        var inner = source.tree(".git", FileMode.TREE, source.tree(Map.of("config", "[core]\n")));
        assertThat(refused(source.tree("vendor", FileMode.TREE, inner))).contains(".git");
    }

    @Test
    void namesThatDifferInCaseOnlyAreRefused() throws Exception {
        assertThat(refused(source.tree(Map.of("README", "1", "docs/a", "2", "readme", "3"))))
                .contains("differs from README in case only");
    }

    @Test
    void aFileAndAFolderThatDifferInCaseOnlyAreRefused() throws Exception {
        assertThat(refused(source.tree(Map.of("Link", "/etc", "link/passwd", "x"))))
                .contains("in case only");
    }

    @Test
    void oneNameInTwoSpellingsOfUnicodeIsRefused() throws Exception {
        assertThat(refused(source.tree(Map.of("caf\u00e9", "1", "cafe\u0301", "2"))))
                .contains("in case only");
    }

    @Test
    void namesAndPathsThatNoFileSystemTakesAreRefused() throws Exception {
        assertThat(refused(source.tree(Map.of("n".repeat(256), "x")))).contains("longer than file systems allow");
    }

    @Test
    void aVeryDeepTreeIsRefused() throws Exception {
        var id = source.tree(Map.of("leaf", "x"));
        for (int level = 0; level < 2000; level++) {
            id = source.tree("d", FileMode.TREE, id);
        }
        assertThat(refused(id)).contains("longer than file systems allow");
    }

    @Test
    void historyWithoutItsObjectsIsNoReview() throws Exception {
        var gone = ObjectId.fromString("1234567890123456789012345678901234567890");
        var commit = source.commit("main", source.tree("gone", FileMode.REGULAR_FILE, gone));
        before = outside();
        assertThat(fetching.fetch(commit.name())).isInstanceOf(Fetch.Refused.class);
    }

    @Test
    void aSmallHeapIsAnAnswerToo() throws Exception {
        fetching.jvm = new ChildJvm(fetching.jvm.java(), 8, null);
        var blob = source.blob("x");
        var tree = new TreeFormatter();
        for (int i = 100_000; i < 300_000; i++) {
            tree.append("file" + i, FileMode.REGULAR_FILE, blob);
        }
        assertThat(refused(source.insert(tree))).contains("8 MB of memory");
    }
}
