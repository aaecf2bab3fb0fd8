package dev.paddock.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import dev.paddock.standalone.containers.DockerEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;

/// The machine's Docker engine.
final class Engine {

    /// Who may open the engine's socket.
    static final Path SOCKET = Path.of("/var/run/docker.sock");

    private Engine() {}

    /// Whether these tests can run: CI has built the images, and elsewhere it may be that nobody did.
    static boolean isReady() {
        DockerEngine engine = DockerEngine.of(System.getenv());
        return engine.answers()
                && (System.getenv("PADDOCK_CI") != null
                        || Stream.of("control-plane", "runner-agent")
                                .allMatch(name -> engine.hasImage("paddock/" + name + ":" + Programs.TAG)));
    }

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    /// The group that the engine's socket belongs to.
    static String socketGroup() {
        try {
            return Files.getAttribute(SOCKET, "unix:gid").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Builds an image of one program, BusyBox, whose shell runs `script`.
    static void shellImage(String tag, String script) {
        new ImageFromDockerfile(tag, false)
                .withFileFromPath("busybox", Path.of("/bin/busybox"))
                .withFileFromString("review.sh", script)
                .withFileFromString("Dockerfile", """
                        FROM scratch
                        COPY busybox /bin/busybox
                        RUN ["/bin/busybox", "--install", "-s", "/bin"]
                        COPY review.sh /review.sh
                        VOLUME /tmp /paddock/out/ /workspace
                        ENTRYPOINT ["/bin/sh", "/review.sh"]
                        """)
                .get();
    }

    /// The bytes of a file of an image.
    static byte[] fileOf(String image, String path) throws IOException {
        String container = client().createContainerCmd(image).exec().getId();
        try (var tar = new TarArchiveInputStream(
                client().copyArchiveFromContainerCmd(container, path).exec())) {
            tar.getNextEntry();
            return tar.readAllBytes();
        } finally {
            client().removeContainerCmd(container).exec();
        }
    }

    /// Removes an image, and what is left of its containers.
    static void remove(String image) {
        containersOf(image)
                .forEach(container -> client().removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec());
        client().removeImageCmd(image).withForce(true).exec();
    }

    /// Whether no container of these tasks is left.
    static boolean hasNone(List<String> tasks) {
        return client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of("dev.paddock.task"))
                .exec()
                .stream()
                .noneMatch(container -> tasks.contains(container.getLabels().get("dev.paddock.task")));
    }

    /// Containers of that image, those that stand still too.
    static List<Container> containersOf(String image) {
        return client().listContainersCmd()
                .withShowAll(true)
                .withAncestorFilter(List.of(image))
                .exec();
    }
}
