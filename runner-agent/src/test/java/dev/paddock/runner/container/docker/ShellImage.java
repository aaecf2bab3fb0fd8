package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;

/// An image of nothing but a static BusyBox and the test reviewer's script.
final class ShellImage {

    static final String NAME = "paddock/test-shell-reviewer:latest";

    /// The same for a machine that this one is not.
    static final String FOREIGN = "paddock/test-foreign-reviewer:latest";

    // Where an ELF file says for which machine it is, and two of the answers.
    private static final int MACHINE_AT = 18;
    private static final byte ARM_64 = (byte) 183;
    private static final byte X86_64 = 62;

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private ShellImage() {}

    /// The architecture of [#FOREIGN].
    static String foreignArchitecture() {
        return isArm() ? "amd64" : "arm64";
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    /// Builds [#FOREIGN], whose program no kernel of this machine takes.
    static void buildForeign(DockerClient docker) throws IOException {
        Path context = Files.createTempDirectory("foreign-image");
        try {
            byte[] program = Files.readAllBytes(BUSYBOX);
            program[MACHINE_AT] = isArm() ? X86_64 : ARM_64;
            Files.write(context.resolve("busybox"), program);
            Files.setPosixFilePermissions(context.resolve("busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.writeString(context.resolve("Dockerfile"), """
                    FROM scratch
                    COPY busybox /busybox
                    ENTRYPOINT ["/busybox", "true"]
                    """);
            docker.buildImageCmd(context.toFile())
                    .withPlatform("linux/" + foreignArchitecture())
                    .withTags(Set.of(FOREIGN))
                    .exec(new BuildImageResultCallback())
                    .awaitImageId();
        } finally {
            delete(context);
        }
    }

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
