package dev.paddock.runner.container.docker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A TCP door to an engine's socket that can be shut in the middle of a call.
final class CuttableProxy implements AutoCloseable {

    private final ServerSocketChannel door;
    private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();

    CuttableProxy(Path socket) throws IOException {
        door = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    SocketChannel client = door.accept();
                    SocketChannel engine = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    open.add(client);
                    open.add(engine);
                    Thread.ofVirtual().start(() -> copy(client, engine));
                    Thread.ofVirtual().start(() -> copy(engine, client));
                }
            } catch (IOException e) {
                cutQuietly();
            }
        });
    }

    String host() throws IOException {
        return "tcp://127.0.0.1:" + ((InetSocketAddress) door.getLocalAddress()).getPort();
    }

    /// Ends every connection and takes no new one.
    void cut() throws IOException {
        door.close();
        cutQuietly();
    }

    private void cutQuietly() {
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocate(16 * 1024);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            buffer.clear(); // The other side sees the same.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
