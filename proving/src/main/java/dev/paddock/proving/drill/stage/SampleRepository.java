package dev.paddock.proving.drill.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/// A small real git repository to review.
///
/// @param secret stands in one of its files, and may be told to nobody
/// @param light a commit of two files
/// @param heavy a commit of many files: a review of it takes some seconds
public record SampleRepository(Path folder, String secret, String light, String heavy) {

    private static final int FILES = 20;
    private static final int METHODS = 100;

    /// As many letters as a token of GitHub has.
    private static final int SECRET = 36;

    /// Makes it in `folder`, an empty one.
    public static SampleRepository make(Path folder, Random random) {
        String secret = "ghp_"
                + random.ints('a', 'z' + 1)
                        .limit(SECRET)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        try (Git git = Git.init()
                .setDirectory(folder.toFile())
                .setInitialBranch("main")
                .call()) {
            write(folder, "README.md", "# To be reviewed\n");
            commit(git, "Begin");
            write(folder, "src/One.java", type("One", 1));
            write(folder, "src/Leak.java", "class Leak {\n    String token = \"" + secret + "\";\n}\n");
            String light = commit(git, "Add a type");
            for (int i = 0; i < FILES; i++) {
                write(folder, "src/many/Many" + i + ".java", type("Many" + i, METHODS));
            }
            return new SampleRepository(folder, secret, light, commit(git, "Add many types"));
        } catch (GitAPIException e) {
            throw new IllegalStateException("no repository can be made in " + folder, e);
        }
    }

    /// Its clone URL.
    public String url() {
        return folder.toUri().toString();
    }

    private static String type(String name, int methods) {
        StringBuilder text = new StringBuilder("class " + name + " {\n");
        for (int i = 0; i < methods; i++) {
            text.append("    int m%d(int a) { if (a > %d) { return a * 2; } String s = \"\" + a; return s.length(); }%n"
                    .formatted(i, i));
        }
        return text.append("    void run() {\n        try {\n            run();\n"
                        + "        } catch (RuntimeException e) {\n        }\n    }\n}\n")
                .toString();
    }

    private static void write(Path folder, String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String commit(Git git, String message) throws GitAPIException {
        git.add().addFilepattern(".").call();
        return git.commit()
                .setMessage(message)
                .setAuthor("Author", "author@example.com")
                .setCommitter("Author", "author@example.com")
                .setSign(false)
                .call()
                .name();
    }
}
