package dev.paddock.standalone.containers;

import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/// Makes sure that the built-in reviewer can run in a container, where an engine answers.
public final class ReviewerImage {

    /// What the image of the built-in reviewer is tagged.
    public static final String NAME = "paddock/reviewer:latest";

    private ReviewerImage() {}

    /// How reviews are run here: `docker` when an engine answers and has the image, which is built where it is missing
    /// or made of another reviewer than the one here; else `process`, with one sentence to `say` why.
    public static String choose(Layout layout, Map<String, String> environment, Consumer<String> say)
            throws IOException, InterruptedException {
        var engine = DockerEngine.of(environment);
        if (!engine.answers()) {
            say.accept("No Docker engine answers: reviews run as plain processes of this machine, without a sandbox.");
            return "process";
        }
        boolean isThere = engine.hasImage(NAME);
        String reviewer = digest(layout.reviewer());
        if (isThere
                && Files.exists(layout.image())
                && Files.readString(layout.image()).equals(reviewer)) {
            return "docker";
        }
        if (build(layout, say)) {
            Files.writeString(layout.image(), reviewer);
            return "docker";
        }
        String failure = "The image %s could not be built (see %s)".formatted(NAME, log(layout));
        if (isThere) {
            say.accept(failure + ": the older one is used.");
            return "docker";
        }
        say.accept(failure + ": reviews run as plain processes of this machine, without a sandbox.");
        return "process";
    }

    private static boolean build(Layout layout, Consumer<String> say) throws IOException, InterruptedException {
        say.accept("building the image " + NAME + "…");
        LogFile.rotate(log(layout));
        var process = new ProcessBuilder("sh", layout.imageScript().toString(), "reviewer")
                .directory(layout.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(layout).toFile())
                .start();
        try {
            return process.waitFor() == 0;
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private static Path log(Layout layout) {
        return layout.logs().resolve("images.log");
    }

    /// The SHA-256 of the program that the image is made of; empty when it is not built.
    private static String digest(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
