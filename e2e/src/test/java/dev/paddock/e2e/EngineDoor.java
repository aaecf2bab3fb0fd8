package dev.paddock.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/// A TCP door to the machine's engine: through it the engine has no images, or it is shut as if the engine had died.
final class EngineDoor implements AutoCloseable {

    private static final UnixDomainSocketAddress ENGINE = UnixDomainSocketAddress.of("/var/run/docker.sock");

    private final ServerSocketChannel door;
    private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();
    private final UnaryOperator<String> asked;
    private volatile boolean shut;

    private EngineDoor(UnaryOperator<String> asked) throws IOException {
        this.asked = asked;
        door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::serve);
    }

    /// All goes through it.
    static EngineDoor plain() throws IOException {
        return new EngineDoor(request -> request);
    }

    /// The engine is asked for an image that is not there, whichever one was meant.
    static EngineDoor withoutImages() throws IOException {
        return new EngineDoor(request -> request.replaceFirst("^(GET \\S*/images/)\\S+(/json )", "$1no-such-image$2"));
    }

    /// As in `DOCKER_HOST`.
    String host() throws IOException {
        return "tcp://127.0.0.1:" + ((InetSocketAddress) door.getLocalAddress()).getPort();
    }

    /// Ends every connection, and each new one at once.
    void shut() throws IOException {
        shut = true;
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    void reopen() {
        shut = false;
    }

    @Override
    public void close() throws IOException {
        door.close();
        shut();
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = door.accept();
                open.add(client);
                if (shut) {
                    client.close();
                    continue;
                }
                SocketChannel engine = SocketChannel.open(ENGINE);
                open.add(engine);
                Thread.ofVirtual().start(() -> copy(client, engine, asked));
                Thread.ofVirtual().start(() -> copy(engine, client, answer -> answer));
            }
        } catch (IOException e) {
            // The door was closed, or there is no engine behind it.
            shut = true;
        }
    }

    /// The head of a request comes as a whole.
    private static void copy(SocketChannel from, SocketChannel to, UnaryOperator<String> changed) {
        var buffer = ByteBuffer.allocate(16 * 1024);
        try (to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                String text = StandardCharsets.ISO_8859_1.decode(buffer).toString();
                ByteBuffer sent = StandardCharsets.ISO_8859_1.encode(changed.apply(text));
                while (sent.hasRemaining()) {
                    to.write(sent);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // The other side sees the same.
            buffer.clear();
        }
    }
}
