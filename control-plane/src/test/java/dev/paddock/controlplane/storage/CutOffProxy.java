package dev.paddock.controlplane.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Stands before a server, and is gone in the middle of what is sent to it: every connection ends, and new ones end at
/// once, until it is mended.
final class CutOffProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;

    private final URI server;
    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    /// Bytes that still come through; negative = it is gone.
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

    CutOffProxy(URI server) throws IOException {
        this.server = server;
        this.socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /// It is gone when so many bytes more were sent.
    void cutAfter(long bytes) {
        left.set(bytes);
    }

    /// Whether it is gone.
    boolean isCut() {
        return left.get() < 0;
    }

    void mend() {
        left.set(Long.MAX_VALUE);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                if (isCut()) {
                    client.close();
                } else {
                    connect(client);
                }
            }
        } catch (IOException e) {
            // It was closed.
            endAll();
        }
    }

    private void connect(Socket client) throws IOException {
        Socket upstream = new Socket(server.getHost(), server.getPort());
        open.add(client);
        open.add(upstream);
        Thread.ofVirtual().start(() -> pump(client, upstream, true));
        Thread.ofVirtual().start(() -> pump(upstream, client, false));
    }

    private void pump(Socket from, Socket to, boolean counts) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to;
                InputStream in = from.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (counts && left.addAndGet(-n) < 0) {
                    endAll();
                    return;
                }
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // The other end is gone, and so is this one now.
            open.remove(from);
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void endAll() {
        for (Socket one : open) {
            try {
                one.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
