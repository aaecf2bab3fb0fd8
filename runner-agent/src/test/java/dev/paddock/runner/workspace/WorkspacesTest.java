package dev.paddock.runner.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.change.FileStatus;
import dev.paddock.model.change.LineRange;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspacesTest {

    private static final String UNKNOWN = "1234567890123456789012345678901234567890";

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
    void theFilesOfOneCommitAreThereAndNothingElse() throws Exception {
        var first = source.commit("main", Map.of("a.txt", "one\n"));
        var second = source.commit("main", Map.of("a.txt", "one\ntwo\n", "src/B.java", "class B {}\n"), first);

        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.tree().resolve("a.txt")).hasContent("one\ntwo\n");
            assertThat(workspace.tree().resolve("src/B.java")).hasContent("class B {}\n");
            try (var paths = Files.walk(workspace.folder())) {
                assertThat(paths.map(path -> workspace.folder().relativize(path).toString()))
                        .containsExactlyInAnyOrder("", "tree", "tree/a.txt", "tree/src", "tree/src/B.java");
            }
            assertThat(workspace.commit().sha()).isEqualTo(second.name());
            assertThat(workspace.commit().message()).isEqualTo("Change main\n\nWith a reason.");
            assertThat(workspace.files())
                    .containsExactly(
                            new ChangedFile("a.txt", FileStatus.MODIFIED, 1, 0, List.of(new LineRange(2, 2))),
                            new ChangedFile("src/B.java", FileStatus.ADDED, 1, 0, List.of(new LineRange(1, 1))));
            assertThat(workspace.notes()).isEmpty();
        }
        assertThat(fetching.work).isEmptyDirectory();
    }

    @Test
    void aCommitWithoutParentsIsAllNew() throws Exception {
        var root = source.commit("main", Map.of("a", "x", "b/c", "1\n2\n3\n", "empty", ""));
        try (var workspace = fetching.fetched(root)) {
            assertThat(workspace.files())
                    .containsExactly(
                            new ChangedFile("a", FileStatus.ADDED, 1, 0, List.of(new LineRange(1, 1))),
                            new ChangedFile("b/c", FileStatus.ADDED, 3, 0, List.of(new LineRange(1, 3))),
                            new ChangedFile("empty", FileStatus.ADDED, 0, 0, List.of()));
        }
    }

    @Test
    void allListsEveryFileAndOnlyNarrowsIt() throws Exception {
        var first = source.commit("main", Map.of("a", "1\n", "b", "2\n", "c", "3\n"));
        var second = source.commit("main", Map.of("a", "1\n", "b", "2\n", "c", "4\n"), first);
        fetching.scope = Scope.ALL;
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("a", "b", "c");
        }
        fetching.only = List.of("b", "nowhere");
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly("b");
        }
        fetching.scope = Scope.FILES;
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.files()).isEmpty();
            assertThat(workspace.notes()).hasSize(1);
        }
    }

    @Test
    void anOldCommitIsServedByItsId() throws Exception {
        var first = source.commit("main", Map.of("a", "1\n"));
        var second = source.commit("main", Map.of("a", "2\n"), first);
        source.commit("main", Map.of("a", "3\n"), second);
        try (var workspace = fetching.fetched(second)) {
            assertThat(workspace.tree().resolve("a")).hasContent("2\n");
        }
    }

    @Test
    void pathsWithSpacesQuotesAndOtherAlphabetsKeepTheirNames() throws Exception {
        var names = List.of("a b.txt", "it's \"quoted\".txt", "größe/日本語.java", "-n", "back\\slash", "a%20b");
        var files = new java.util.TreeMap<String, String>();
        names.forEach(name -> files.put(name, name + "\n"));
        var commit = source.commit("main", files);
        try (var workspace = fetching.fetched(commit)) {
            for (var name : names) {
                assertThat(workspace.tree().resolve(name)).hasContent(name + "\n");
            }
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactlyInAnyOrderElementsOf(names);
        }
    }

    @Test
    void theRepositorysOwnPathMayHoldSpacesQuotesAndOtherAlphabets() throws Exception {
        try (var odd = new GitFixture(temp.toRealPath().resolve("it's \"größe\" 100% 日本"))) {
            var commit = odd.commit("main", Map.of("a", "1\n"));
            fetching.url = "file://" + odd.folder().toString().replace("%", "%25");
            fetching.fetched(commit).close();
        }
    }

    @Test
    void aWorkingCopyAndItsWorktreesAreRepositoriesToo() throws Exception {
        var folder = temp.toRealPath().resolve("copy");
        try (var git =
                org.eclipse.jgit.api.Git.init().setDirectory(folder.toFile()).call()) {
            Files.writeString(folder.resolve("a"), "1\n");
            git.add().addFilepattern("a").call();
            var commit = git.commit()
                    .setMessage("first")
                    .setSign(false)
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .call();
            fetching.url = "file://" + folder;
            fetching.fetched(commit).close();
        }
    }

    @Test
    void linksBecomePlainFilesAndSubmodulesAreLeftOut() throws Exception {
        var outside = Files.writeString(temp.resolve("outside"), "secret\n");
        var tree = new TreeFormatter();
        tree.append(".gitmodules", FileMode.REGULAR_FILE, source.blob("""
                [submodule "evil"]
                	path = evil
                	url = file:///etc
                """));
        tree.append("evil", FileMode.GITLINK, ObjectId.fromString(UNKNOWN));
        tree.append("link", FileMode.SYMLINK, source.blob(outside.toString()));
        tree.append("run.sh", FileMode.EXECUTABLE_FILE, source.blob("#!/bin/sh\n"));
        var commit = source.commit("main", source.insert(tree));

        try (var workspace = fetching.fetched(commit)) {
            var link = workspace.tree().resolve("link");
            assertThat(link).isRegularFile();
            assertThat(Files.isSymbolicLink(link)).isFalse();
            assertThat(link).hasContent(outside.toString());
            assertThat(workspace.tree().resolve("evil")).doesNotExist();
            assertThat(workspace.files()).extracting(ChangedFile::path).containsExactly(".gitmodules", "run.sh");
            assertThat(workspace.notes()).hasSize(2);
        }
        assertThat(outside).hasContent("secret\n");
    }

    @Test
    void noFilterHookOrSettingOfTheRepositoryRuns() throws Exception {
        var proof = temp.resolve("proof");
        var config = source.repository().getConfig();
        config.setString("filter", "evil", "smudge", "touch " + proof);
        config.setString("core", null, "fsmonitor", "touch " + proof);
        config.setString("uploadpack", null, "packObjectsHook", "touch " + proof);
        config.save();
        var hook = Files.createDirectories(source.folder().resolve("hooks")).resolve("post-checkout");
        Files.writeString(hook, "#!/bin/sh\ntouch " + proof + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        var commit = source.commit(
                "main",
                Map.of(".gitattributes", "* filter=evil eol=crlf text working-tree-encoding=UTF-16\n", "a", "1\n"));

        try (var workspace = fetching.fetched(commit)) {
            assertThat(workspace.tree().resolve("a"))
                    .hasBinaryContent("1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(proof).doesNotExist();
    }

    @Test
    void anUnknownCommitIsNotFound() throws Exception {
        source.commit("main", Map.of("a", "1\n"));
        assertThat(fetching.refused(UNKNOWN, FailureReason.REF_NOT_FOUND)).contains(UNKNOWN, "acme/shop");
        fetching.branch = null;
        fetching.refused(UNKNOWN, FailureReason.REF_NOT_FOUND);
        fetching.branch = "no-such-branch";
        fetching.refused(UNKNOWN, FailureReason.REF_NOT_FOUND);
    }

    @Test
    void anEmptyRepositoryHasNoCommit() throws Exception {
        fetching.refused(UNKNOWN, FailureReason.REF_NOT_FOUND);
    }

    @Test
    void whatIsNoCommitIsNotFound() throws Exception {
        var tree = source.tree(Map.of("a", "1\n"));
        source.commit("main", tree);
        fetching.refused(tree.name(), FailureReason.REF_NOT_FOUND);
        fetching.refused("main", FailureReason.REF_NOT_FOUND);
        fetching.refused("--upload-pack=touch", FailureReason.REF_NOT_FOUND);
    }

    @Test
    void aFolderWithoutRepositoryIsRefused() throws Exception {
        fetching.url = "file://" + Files.createDirectory(temp.toRealPath().resolve("plain"));
        assertThat(fetching.refused(UNKNOWN, FailureReason.SOURCE_REFUSED)).contains("no git repository");
    }

    @Test
    void aFolderThatIsNotListedIsRefused() throws Exception {
        fetching.url = "file:///etc";
        fetching.refused(UNKNOWN, FailureReason.SOURCE_REFUSED);
    }

    @Test
    void anUnreachableHostIsUnavailableForNow() throws Exception {
        fetching.url = "https://nowhere.invalid/acme/shop.git";
        assertThat(fetching.refused(UNKNOWN, FailureReason.SOURCE_UNAVAILABLE)).contains("nowhere.invalid");
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        fetching.url = "http://127.0.0.1:" + port + "/acme/shop.git";
        assertThat(fetching.refused(UNKNOWN, FailureReason.SOURCE_UNAVAILABLE)).contains("cannot be reached");
    }

    @Test
    void sshWithoutKeysIsRefused() throws Exception {
        fetching.url = "git@127.0.0.1:acme/shop.git";
        assertThat(fetching.refused(UNKNOWN, FailureReason.SOURCE_REFUSED)).contains("SSH keys");
    }

    @Test
    void aTaskIdIsNoPath() {
        var repository = new dev.paddock.model.task.TaskRepository("repo_1", "acme/shop", source.url(), null);
        for (var id : List.of("..", "a/b", "", ".", "/etc")) {
            assertThatThrownBy(() -> fetching.workspaces()
                            .fetch(new FetchRequest(
                                    id, repository, UNKNOWN, null, null, Scope.ALL, List.of(), 1, fetching.timeout)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
