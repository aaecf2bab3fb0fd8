package dev.paddock.standalone.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.standalone.Layout;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerEngineTest {

    @TempDir
    private Path folder;

    private final AtomicBoolean hasImage = new AtomicBoolean();
    private final List<String> said = new ArrayList<>();
    private ServerSocketChannel engine;

    @BeforeEach
    void listen() throws IOException {
        engine = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        engine.bind(UnixDomainSocketAddress.of(folder.resolve("engine.sock")));
        Thread.startVirtualThread(this::serve);
        Files.createDirectories(layout().logs());
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    @Test
    void anEngineIsAskedOverItsSocket() {
        hasImage.set(true);
        var docker = DockerEngine.of(environment());

        assertThat(docker.answers()).isTrue();
        assertThat(docker.hasImage(ReviewerImage.NAME)).isTrue();
        assertThat(docker.hasImage("paddock/other:latest")).isFalse();
    }

    @Test
    void whereNobodyListensThereIsNoEngine() {
        assertThat(DockerEngine.of(Map.of("DOCKER_HOST", "unix://" + folder.resolve("none")))
                        .answers())
                .isFalse();
        assertThat(DockerEngine.of(Map.of("DOCKER_HOST", "tcp://127.0.0.1:1")).answers())
                .isFalse();
    }

    @Test
    void theImageIsBuiltOnceForEachReviewer() throws Exception {
        hasImage.set(true);
        reviewer("first");
        script("echo \"building $1\"");

        assertThat(choose()).isEqualTo("docker");
        assertThat(layout().logs().resolve("images.log")).hasContent("building reviewer");
        script("exit 1");
        assertThat(choose()).isEqualTo("docker");
        assertThat(said).hasSize(1).first().asString().contains("building the image");

        reviewer("second");
        assertThat(choose()).isEqualTo("docker");
        assertThat(said).last().asString().contains("could not be built", "the older one is used");
    }

    @Test
    void withoutEngineOrImageTheReaderIsWarned() throws Exception {
        script("exit 1");

        assertThat(choose()).isEqualTo("process");
        assertThat(said).last().asString().contains("could not be built", "without a sandbox");

        engine.close();
        assertThat(choose()).isEqualTo("process");
        assertThat(said).last().asString().contains("No Docker engine answers", "without a sandbox");
    }

    private String choose() throws IOException, InterruptedException {
        return ReviewerImage.choose(layout(), environment(), said::add);
    }

    private void reviewer(String content) throws IOException {
        Files.createDirectories(layout().reviewer().resolveSibling(""));
        Files.writeString(layout().reviewer(), content);
    }

    private void script(String text) throws IOException {
        Files.createDirectories(layout().imageScript().resolveSibling(""));
        Files.writeString(layout().imageScript(), text + "\n");
    }

    private Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + folder.resolve("engine.sock"));
    }

    private Layout layout() {
        return new Layout(folder.resolve("a root"), folder.resolve("data"));
    }

    private void serve() {
        while (engine.isOpen()) {
            try (var channel = engine.accept()) {
                var buffer = ByteBuffer.allocate(512);
                channel.read(buffer);
                String request = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
                boolean known = request.startsWith("GET /_ping ")
                        || (hasImage.get() && request.startsWith("GET /images/" + ReviewerImage.NAME + "/json "));
                channel.write(ByteBuffer.wrap((known ? "HTTP/1.0 200 OK\r\n\r\nOK" : "HTTP/1.0 404 Not Found\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                // The test is over.
                return;
            }
        }
    }
}
