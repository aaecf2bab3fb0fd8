package dev.paddock.standalone.containers;

import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// Makes sure that the built-in reviewer can run in a container, where an engine answers.
public final class ReviewerImage {

    /// What the image of the built-in reviewer is tagged.
    public static final String NAME = "paddock/reviewer:latest";

    private ReviewerImage() {}

    /// How reviews are run here: `docker` when an engine answers and has the image, which is built once where it is
    /// missing; else `process`, with one sentence to `say` why.
    public static String choose(Layout layout, Map<String, String> environment, Consumer<String> say)
            throws IOException, InterruptedException {
        var engine = DockerEngine.of(environment);
        if (!engine.answers()) {
            say.accept("No Docker engine answers: reviews run as plain processes of this machine, without a sandbox.");
            return "process";
        }
        if (engine.hasImage(NAME) || build(layout, say)) {
            return "docker";
        }
        say.accept("The image %s could not be built (see %s): reviews run as plain processes, without a sandbox."
                .formatted(NAME, log(layout)));
        return "process";
    }

    private static boolean build(Layout layout, Consumer<String> say) throws IOException, InterruptedException {
        if (!Files.isExecutable(layout.imageScript())) {
            return false;
        }
        say.accept("building the image " + NAME + " (once)…");
        LogFile.rotate(log(layout));
        var process = new ProcessBuilder(layout.imageScript().toString(), "reviewer")
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
}
