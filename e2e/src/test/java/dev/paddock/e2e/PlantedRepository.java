package dev.paddock.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/// A real repository whose second commit holds one defect of each kind, under a path that is hard to quote.
final class PlantedRepository implements AutoCloseable {

    static final String AWKWARD = "src/it's a \"näme\"/Empty.java";

    private final Path folder;
    private final Git git;
    private final String first;

    PlantedRepository(Path folder) throws GitAPIException {
        this.folder = folder;
        this.git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call();
        write("README.md", "# Planted\n");
        write("src/Old.java", emptyCatch("Old"));
        this.first = commit("Begin");
    }

    /// The defects; returns the commit's id.
    String plant() throws GitAPIException {
        write(AWKWARD, emptyCatch("Empty"));
        write("src/Broken.java", "class Broken {\n    void x( {\n}\n");
        write(
                "src/Leak.java",
                "class Leak {\n    String token = \"ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2" + "\";\n}\n");
        write("src/app.js", "function f(a) {\n    if (a = 1) {\n        return a;\n    }\n}\n");
        write("merge.txt", "one\n<<<<<<< ours\ntwo\n=======\nthree\n>>>>>>> theirs\n");
        write("big.txt", "x".repeat(79).concat("\n").repeat(20_000));
        write("pixel.bin", "\0\1\2".repeat(100));
        link("link", "/etc/passwd");
        return commit("Plant");
    }

    /// Many files that take an analyser some time; returns the commit's id.
    String grow(int files) throws GitAPIException {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            body.append("    int m")
                    .append(i)
                    .append("(int a) { if (a > ")
                    .append(i)
                    .append(") { return a * 2; } ")
                    .append("String s = \"\" + a; return s.length(); }\n");
        }
        for (int i = 0; i < files; i++) {
            write("src/gen/Many" + i + ".java", "class Many" + i + " {\n" + body + "}\n");
        }
        return commit("Grow");
    }

    /// The first commit's id.
    String first() {
        return first;
    }

    String url() {
        return folder.toUri().toString();
    }

    private static String emptyCatch(String name) {
        return """
                class %s {
                    void run() {
                        try {
                            System.exit(1);
                        } catch (RuntimeException e) {
                        }
                    }
                }
                """.formatted(name);
    }

    void write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void link(String path, String target) {
        try {
            Files.createSymbolicLink(folder.resolve(path), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String commit(String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage(message)
                .setAuthor("Author", "author@example.com")
                .setCommitter("Author", "author@example.com")
                .setSign(false)
                .call()
                .name();
    }

    @Override
    public void close() {
        git.close();
    }
}
