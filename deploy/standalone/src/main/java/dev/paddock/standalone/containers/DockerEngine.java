package dev.paddock.standalone.containers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The machine's Docker engine, asked two questions only: does it answer, and does it have an image.
///
/// @param address the socket of its API
public record DockerEngine(SocketAddress address) {

    /// An engine that says nothing for so long is as good as none.
    private static final long PATIENCE_SECONDS = 5;

    /// The engine that `DOCKER_HOST` names, else the usual socket.
    public static DockerEngine of(Map<String, String> environment) {
        String host = environment.getOrDefault("DOCKER_HOST", "");
        if (host.startsWith("tcp://")) {
            var uri = URI.create(host);
            return new DockerEngine(new InetSocketAddress(uri.getHost(), uri.getPort()));
        }
        String path = host.startsWith("unix://") ? host.substring("unix://".length()) : "/var/run/docker.sock";
        return new DockerEngine(UnixDomainSocketAddress.of(path));
    }

    /// Whether an engine answers there.
    public boolean answers() {
        return status("/_ping") == 200;
    }

    /// Whether the engine has an image tagged `name`.
    public boolean hasImage(String name) {
        return status("/images/" + name + "/json") == 200;
    }

    /// The HTTP status of a `GET`, 0 when nobody answers in time.
    private int status(String path) {
        try (var channel = open()) {
            var answer = CompletableFuture.supplyAsync(() -> ask(channel, path), Thread::startVirtualThread);
            return answer.completeOnTimeout(0, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }

    private SocketChannel open() throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private int ask(SocketChannel channel, String path) {
        try {
            channel.connect(address);
            // HTTP/1.0: the engine closes the connection after its answer.
            String request = "GET " + path + " HTTP/1.0\r\nHost: docker\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            var head = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(64);
            while (head.size() < "HTTP/1.0 200".length() && channel.read(buffer) > 0) {
                head.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            String line = head.toString(StandardCharsets.US_ASCII);
            return line.matches("(?s)HTTP/1\\.[01] \\d{3}.*") ? Integer.parseInt(line.substring(9, 12)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
