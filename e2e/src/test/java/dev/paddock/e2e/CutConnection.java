package dev.paddock.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A way to a server whose first connection breaks when so many bytes have gone through it to the server; those after
/// it hold.
final class CutConnection implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final int server;
    private final long first;

    /// @param server its port
    /// @param first how many bytes the first connection carries
    CutConnection(int server, long first) throws IOException {
        this.server = server;
        this.first = first;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /// How many there were.
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                open.add(client);
                open.add(behind);
                long most = connections.incrementAndGet() == 1 ? first : Long.MAX_VALUE;
                Thread.startVirtualThread(() -> carry(client, behind, most));
                Thread.startVirtualThread(() -> carry(behind, client, Long.MAX_VALUE));
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void carry(Socket from, Socket to, long most) {
        byte[] buffer = new byte[16 * 1024];
        // Either end of it ends both.
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long left = most;
            while (left > 0) {
                int some = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (some < 0) {
                    return;
                }
                out.write(buffer, 0, some);
                left -= some;
            }
        } catch (IOException e) {
            // The other direction has closed it.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
