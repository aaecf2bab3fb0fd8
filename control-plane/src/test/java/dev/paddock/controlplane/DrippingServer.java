package dev.paddock.controlplane;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A repository's server whose answer never ends: a few bytes now and then, so that no idle time limit sees it.
final class DrippingServer implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch called = new CountDownLatch(1);

    DrippingServer() throws IOException {
        Thread.startVirtualThread(this::serve);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/slow/repository";
    }

    void awaitCaller() throws InterruptedException {
        if (!called.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody called");
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                called.countDown();
                Thread.startVirtualThread(() -> drip(caller));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void drip(Socket caller) {
        try (caller;
                OutputStream out = caller.getOutputStream()) {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; ; i++) {
                out.write(("x-" + i + ": y\r\n").getBytes(StandardCharsets.US_ASCII));
                out.flush();
                Thread.sleep(200);
            }
        } catch (IOException | InterruptedException e) {
            // The caller gave up.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
