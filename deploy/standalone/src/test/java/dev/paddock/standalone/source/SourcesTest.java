package dev.paddock.standalone.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.UsageError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourcesTest {

    private static final PersonIdent AUTHOR = new PersonIdent("A. Author", "author@example.org");

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void theRepositoryOneStandsInIsFoundFromAnyFolderInIt() throws Exception {
        Path root = Files.createDirectory(folder.resolve("repository")).toRealPath();
        try (var git = init(root)) {
            String commit = commit(git, "one");
            Path inside = Files.createDirectories(root.resolve("src/main"));

            var source = new Sources(inside, warnings::add).find(null, null, null);

            assertThat(source).isEqualTo(new Source("file://" + root, "trunk", commit, null, root));
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void refsAreResolvedHere() throws Exception {
        try (var git = init(folder)) {
            String first = commit(git, "one");
            git.branchCreate().setName("feature/x").call();
            git.tag().setName("v1").setMessage("annotated").setTagger(AUTHOR).call();
            String second = commit(git, "two");

            var source = sources().find(folder.toString(), "feature/x", "trunk");

            assertThat(source.commit()).isEqualTo(first);
            assertThat(source.branch()).isEqualTo("feature/x");
            assertThat(source.base()).isEqualTo(second);
            assertThat(sources().find(folder.toString(), "v1", null).commit()).isEqualTo(first);
            assertThat(sources().find(folder.toString(), "HEAD~1", null).commit())
                    .isEqualTo(first);
            assertThat(sources()
                            .find(folder.toString(), second.substring(0, 8), null)
                            .commit())
                    .isEqualTo(second);
        }
    }

    @Test
    void aFolderWithSpacesQuotesAndForeignLettersGetsAUrlThatNamesIt() throws Exception {
        Path root =
                Files.createDirectory(folder.resolve("a \"b\" 'c' %20 ü 日#?")).toRealPath();
        try (var git = init(root)) {
            commit(git, "one");

            String url = sources().find(root.toString(), null, null).url();

            assertThat(url).endsWith("/a%20%22b%22%20%27c%27%20%2520%20%C3%BC%20%E6%97%A5%23%3F");
            assertThat(sources().find(url, null, null).url()).isEqualTo(url);
        }
    }

    @Test
    void uncommittedChangesAreWarnedOf() throws Exception {
        try (var git = init(folder)) {
            commit(git, "one");
            Files.writeString(folder.resolve("new.txt"), "not committed");

            sources().find(folder.toString(), null, null);

            assertThat(warnings).containsExactly("There are uncommitted changes; they are not reviewed.");
        }
    }

    @Test
    void ofALinkedWorkTreeTheSharedRepositoryIsRead() throws Exception {
        Path root = Files.createDirectory(folder.resolve("main")).toRealPath();
        try (var git = init(root)) {
            String commit = commit(git, "one");
            Path linked = link(root, folder.resolve("linked"), commit);

            var source = sources().find(linked.toString(), null, null);

            assertThat(source.url()).isEqualTo("file://" + root);
            assertThat(source.commit()).isEqualTo(commit);
        }
    }

    @Test
    void aBareRepositoryIsReadWhereItLies() throws Exception {
        Path bare = folder.resolve("bare.git");
        try (var git = init(folder.resolve("origin"));
                var copy = Git.cloneRepository()
                        .setURI(git.getRepository().getDirectory().getAbsolutePath())
                        .setBare(true)
                        .setDirectory(bare.toFile())
                        .call()) {
            String commit = commit(git, "one");
            copy.fetch().setRefSpecs("+refs/heads/*:refs/heads/*").call();

            var source = sources().find(bare.toString(), "trunk", null);

            assertThat(source.url()).isEqualTo("file://" + bare.toRealPath());
            assertThat(source.commit()).isEqualTo(commit);
        }
    }

    @Test
    void whatCannotBeReviewedIsSaidInOneSentence() throws Exception {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        assertThatThrownBy(() -> sources().find(plain.toString(), null, null))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("is not in a git repository");
        assertThatThrownBy(() -> sources().find("nowhere", null, null))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("There is no folder");
        try (var git = init(folder.resolve("empty"))) {
            assertThatThrownBy(() -> sources().find("empty", null, null))
                    .isInstanceOf(CouldNotRun.class)
                    .hasMessageContaining("is empty");
            commit(git, "one");
            assertThatThrownBy(() -> sources().find("empty", "no-such-branch", null))
                    .isInstanceOf(UsageError.class)
                    .hasMessageContaining("There is no branch, tag or commit \"no-such-branch\"");
            assertThatThrownBy(() -> sources().find("empty", "HEAD^{", null)).isInstanceOf(UsageError.class);
            assertThatThrownBy(() -> sources().find("empty", null, "0".repeat(40)))
                    .isInstanceOf(UsageError.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a/b.git, https://example.org/a/b.git",
        "git@example.org:a/b.git, ssh://git@example.org/a/b.git",
        "example.org:a/b.git, ssh://example.org/a/b.git",
    })
    void urlsAreHandedOn(String repository, String url) {
        assertThat(sources().find(repository, "main", "v1")).isEqualTo(new Source(url, "main", null, "v1", null));
    }

    @Test
    void ofAUrlOnlyFortyHexDigitsAreACommit() {
        String commit = "0123456789abcdef0123456789abcdef01234567";

        assertThat(sources().find("https://example.org/r", commit, null))
                .isEqualTo(new Source("https://example.org/r", null, commit, null, null));
    }

    @Test
    void theServersAreToldOfEachFolderOnce() throws IOException {
        var folders = new SourceFolders(folder.resolve("folders"));

        folders.allow(Path.of("/srv/a b"));
        folders.allow(Path.of("/srv/c"));
        folders.allow(Path.of("/srv/a b"));

        assertThat(Files.readAllLines(folders.file())).containsExactly("/srv/a b", "/srv/c");
    }

    private Sources sources() {
        return new Sources(folder, warnings::add);
    }

    private static Git init(Path root) throws GitAPIException {
        return Git.init().setDirectory(root.toFile()).setInitialBranch("trunk").call();
    }

    private static String commit(Git git, String text) throws GitAPIException, IOException {
        Files.writeString(git.getRepository().getWorkTree().toPath().resolve("file.txt"), text);
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage(text)
                .setAuthor(AUTHOR)
                .setCommitter(AUTHOR)
                .setSign(false)
                .call()
                .name();
    }

    /// What `git worktree add --detach` writes: JGit cannot make one.
    private static Path link(Path root, Path linked, String commit) throws IOException {
        Path gitDir = Files.createDirectories(root.resolve(".git/worktrees/linked"));
        Files.createDirectories(linked);
        Files.writeString(linked.resolve(".git"), "gitdir: " + gitDir + "\n");
        Files.writeString(gitDir.resolve("HEAD"), commit + "\n");
        Files.writeString(gitDir.resolve("commondir"), "../..\n");
        Files.writeString(gitDir.resolve("gitdir"), linked.resolve(".git") + "\n");
        return linked;
    }
}
