package dev.paddock.proving.drill.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP connection's way through a network that can fail: to the first of several addresses that takes connections,
/// as a load balancer does, or nowhere. Its weather may be changed at any time, also for open connections.
public final class TcpProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 1000;
    private static final int CHUNK = 8192;

    /// How long a partitioned connection looks whether the network is back.
    private static final long LOOK_MILLIS = 20;

    private final ServerSocket server;
    private final List<InetSocketAddress> targets;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Weather weather = Weather.FAIR;

    /// What becomes of what is sent.
    public sealed interface Weather {

        /// It arrives.
        Weather FAIR = new Slow(0, CHUNK);

        /// It arrives late, and in pieces.
        ///
        /// @param millis before each piece
        /// @param piece in bytes
        record Slow(long millis, int piece) implements Weather {}

        /// It does not arrive, and nobody is told: as behind a firewall that drops.
        record Partition() implements Weather {}

        /// Every connection is reset, old and new ones.
        record Reset() implements Weather {}
    }

    /// Opens a port of 127.0.0.1.
    ///
    /// @param targets http addresses, the preferred one first
    public TcpProxy(List<URI> targets) {
        this.targets = targets.stream()
                .map(uri -> new InetSocketAddress(uri.getHost(), uri.getPort()))
                .toList();
        try {
            server = new ServerSocket(0, 128, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException("no port can be opened", e);
        }
        Thread.ofPlatform().daemon().name("proxy-" + server.getLocalPort()).start(this::accept);
    }

    /// Where clients connect to.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /// Changes the weather. Connections that lived through a partition are reset when it ends, since a network that
    /// comes back finds its connections given up.
    public void weather(Weather changed) {
        boolean wasCut = weather instanceof Weather.Partition;
        weather = changed;
        if (wasCut || changed instanceof Weather.Reset) {
            open.forEach(TcpProxy::reset);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed, or out of file handles for a moment.
                Thread.yield();
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            if (weather instanceof Weather.Reset) {
                reset(client);
                return;
            }
            awaitNetwork();
            try (Socket target = connect()) {
                open.add(target);
                Thread answers = Thread.ofVirtual().start(() -> pump(target, client));
                pump(client, target);
                answers.join();
                open.remove(target);
            }
        } catch (IOException e) {
            reset(client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private Socket connect() throws IOException {
        IOException last = new IOException("no target");
        for (InetSocketAddress target : targets) {
            Socket socket = new Socket();
            try {
                socket.connect(target, CONNECT_MILLIS);
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private void pump(Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                send(out, chunk, length);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(OutputStream out, byte[] chunk, int length) throws IOException, InterruptedException {
        awaitNetwork();
        for (int sent = 0; sent < length; ) {
            int piece = length - sent;
            if (weather instanceof Weather.Slow(long millis, int most) && millis > 0) {
                Thread.sleep(millis);
                piece = Math.min(piece, most);
            }
            out.write(chunk, sent, piece);
            sent += piece;
        }
    }

    private void awaitNetwork() throws InterruptedException {
        while (weather instanceof Weather.Partition && !server.isClosed()) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static void reset(Socket socket) {
        try {
            // Zero: what is unsent is thrown away, and the peer is told by a RST.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a port cannot be closed", e);
        }
        open.forEach(TcpProxy::reset);
    }
}
