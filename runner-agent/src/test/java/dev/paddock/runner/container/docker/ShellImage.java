package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;

/// An image of nothing but a static BusyBox and the test reviewer's script.
final class ShellImage {

    static final String NAME = "paddock/test-shell-reviewer:latest";

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private ShellImage() {}

    static void build(DockerClient docker) throws IOException {
        if (!Files.isExecutable(BUSYBOX) || Files.isSymbolicLink(BUSYBOX)) {
            throw new IllegalStateException("these tests need Debian's package busybox-static");
        }
        Path context = Files.createTempDirectory("shell-image");
        try {
            Path bin = Files.createDirectories(context.resolve("root/bin"));
            Files.createDirectories(context.resolve("root/tmp"));
            Files.copy(BUSYBOX, bin.resolve("busybox"));
            try (InputStream script = ShellImage.class.getResourceAsStream("/reviewers/reviewer.sh")) {
                Files.copy(Objects.requireNonNull(script), context.resolve("root/reviewer.sh"));
            }
            Files.writeString(context.resolve("Dockerfile"), """
                    FROM scratch
                    COPY root/ /
                    RUN ["/bin/busybox", "--install", "-s", "/bin"]
                    VOLUME /data /paddock/out/ /workspace
                    ENTRYPOINT ["/bin/sh", "/reviewer.sh"]
                    """);
            docker.buildImageCmd(context.toFile())
                    .withTags(Set.of(NAME))
                    .exec(new BuildImageResultCallback())
                    .awaitImageId();
        } finally {
            delete(context);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var found = Files.walk(folder)) {
            found.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                        Files.delete(path);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
