package dev.paddock.standalone.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// TCP ports of the loopback address.
public final class Ports {

    private Ports() {}

    /// A port that is free now. Another program may take it before the caller does.
    public static int free() {
        try (var socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port of 127.0.0.1 can be opened", e);
        }
    }

    /// Whether nobody listens on `port`.
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // A port in TIME_WAIT is free for the server that comes back to it.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
