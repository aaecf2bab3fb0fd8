package dev.paddock.e2e;

import dev.paddock.standalone.containers.DockerEngine;
import dev.paddock.standalone.containers.ReviewerImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the tests know of the machine's Docker engine.
final class Docker {

    private static final DockerEngine ENGINE = DockerEngine.of(System.getenv());

    private Docker() {}

    /// Whether tests that need an engine run.
    static boolean answers() {
        return ENGINE.answers();
    }

    /// Where the built-in reviewer runs in tests that take either.
    static String orProcess() {
        return ENGINE.answers() && ENGINE.hasImage(ReviewerImage.NAME) ? "docker" : "process";
    }

    /// An image of one program, busybox, whose shell runs `script`.
    static void shellImage(String tag, String script, Path scratch) throws IOException, InterruptedException {
        Path root = Files.createDirectories(scratch.resolve("image"));
        for (String folder : new String[] {"bin", "workspace", "paddock", "paddock/out", "tmp"}) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
        Files.writeString(root.resolve("review.sh"), script);
        run(
                scratch,
                "tar",
                "-C",
                root.toString(),
                "-cf",
                scratch.resolve("image.tar").toString(),
                ".");
        run(
                scratch,
                "docker",
                "import",
                "-c",
                "ENTRYPOINT [\"/bin/busybox\", \"sh\", \"/review.sh\"]",
                scratch.resolve("image.tar").toString(),
                tag);
    }

    /// Removes the containers of an image, whatever they do.
    static void removeContainers(String image, Path scratch) throws IOException, InterruptedException {
        run(
                scratch,
                "sh",
                "-c",
                "docker ps --all --quiet --filter ancestor=\"$0\" | xargs --no-run-if-empty docker rm --force",
                image);
    }

    static void remove(String tag, Path scratch) throws IOException, InterruptedException {
        run(scratch, "docker", "rmi", "-f", tag);
    }

    private static void run(Path scratch, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        process.getInputStream().transferTo(output);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.toString(StandardCharsets.UTF_8));
        }
    }
}
