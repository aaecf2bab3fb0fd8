package dev.paddock.controlplane.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.io.CloseMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers that take their time, or answer for ever.
@Timeout(60)
class PinnedClientTest {

    private static final Trust TRUST = new Trust(Optional.empty());
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// What a server does with one connection.
    @FunctionalInterface
    private interface Serve {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    private static ServerSocket server(Serve serve) throws IOException {
        ServerSocket server = new ServerSocket(0);
        Thread.startVirtualThread(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.startVirtualThread(() -> serve(socket, serve));
                } catch (IOException e) {
                    // The test has ended.
                    return;
                }
            }
        });
        return server;
    }

    private static void serve(Socket socket, Serve serve) {
        try (socket) {
            serve.to(socket.getOutputStream());
        } catch (IOException e) {
            // The client has hung up.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void call(CloseableHttpClient client, String url) throws IOException {
        URI uri = URI.create(url);
        try {
            var unused = client.executeOpen(HttpHost.create(uri), new HttpGet(uri), null);
        } finally {
            client.close(CloseMode.IMMEDIATE);
        }
    }

    private static List<InetAddress> addresses(int count) {
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            addresses.add(InetAddress.ofLiteral("127.0.0." + i));
        }
        return addresses;
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-again: and again\r\n", "x"})
    void aHeadWithoutEndIsNotReadForLong(String again) throws IOException {
        byte[] chunk = again.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket server = server(out -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                out.write(chunk);
            }
        })) {
            CloseableHttpClient client = PinnedClient.open("many.invalid", addresses(1), PATIENCE, 1, TRUST);

            assertThatThrownBy(() -> call(client, "http://many.invalid:" + server.getLocalPort() + "/"))
                    .isInstanceOf(MessageConstraintException.class);
        }
    }

    /// Its queue is full, so that who connects hears nothing.
    @Test
    void manyAddressesThatNobodyAnswersAtTakeNoLongerThanOne() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 1)) {
            fill(server.getLocalPort(), waiting);
            CloseableHttpClient client = PinnedClient.open("many.invalid", addresses(8), PATIENCE, 1, TRUST);
            long begun = System.nanoTime();

            assertThatThrownBy(() -> call(client, "http://many.invalid:" + server.getLocalPort() + "/"))
                    .isInstanceOf(IOException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE.multipliedBy(3));
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static void fill(int port, List<Socket> waiting) throws IOException {
        while (true) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    /// Each byte comes in time, and no handshake ever ends; the second address begins after the time is over.
    @Test
    void aDeadlineEndsWhatDripsAtEveryAddress() throws Exception {
        try (ServerSocket server = server(out -> {
            // The head of a large handshake record.
            out.write(new byte[] {22, 3, 3, 63, 0});
            while (true) {
                out.write(2);
                out.flush();
                Thread.sleep(100);
            }
        })) {
            String url = "https://many.invalid:" + server.getLocalPort() + "/";
            CompletableFuture<Boolean> ended = new CompletableFuture<>();
            Thread.startVirtualThread(() -> {
                CloseableHttpClient client = PinnedClient.open("many.invalid", addresses(3), PATIENCE, 1, TRUST);
                try (Deadline deadline = Deadline.in(Duration.ofSeconds(1))) {
                    assertThatThrownBy(() -> call(client, url)).isInstanceOf(IOException.class);
                    ended.complete(deadline.passed());
                } catch (AssertionError e) {
                    ended.completeExceptionally(e);
                }
            });

            assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void whatIsDoneInTimeGoesOnUninterrupted() throws InterruptedException, ExecutionException {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try (Deadline deadline = Deadline.in(Duration.ofMillis(1))) {
                while (!deadline.passed()) {
                    Thread.onSpinWait();
                }
            }
            interrupted.complete(Thread.currentThread().isInterrupted());
        });

        assertThat(interrupted.get()).isFalse();
    }
}
