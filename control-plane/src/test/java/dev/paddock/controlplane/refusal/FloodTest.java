package dev.paddock.controlplane.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.Operated;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Sessions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// A hundred thousand wrong keys, and twenty thousand wrong sessions, in a row.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(Operated.class)
class FloodTest {

    private static final int CONNECTIONS = 40;
    private static final int AT_ONCE = 100;

    private final Refusals refusals;
    private final Jdbi ledger;
    private final Sessions sessions;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    FloodTest(Refusals refusals, Jdbi ledger, Sessions sessions) {
        this.refusals = refusals;
        this.ledger = ledger;
        this.sessions = sessions;
    }

    @Test
    void aFloodOfWrongKeysHarmsNobodyElse() throws IOException {
        flood(25, () -> "x-api-key: " + Keys.unknown(), "x-api-key: " + Keys.of(ledger, "viewer"), "203.0.113.77");

        Settings.key(Keys.of(ledger, "viewer"))
                .header("X-Forwarded-For", "203.0.113.77")
                .get("/v1/agents")
                .then()
                .statusCode(200);
    }

    @Test
    void aFloodOfWrongSessionsHarmsNobodyElse() throws IOException {
        String valid = SignedIn.as(sessions, "flooded@example.com", Role.VIEWER).session();
        String tampered = valid.substring(0, valid.lastIndexOf('.') + 1) + "A".repeat(86);

        flood(5, () -> cookie(tampered), cookie(valid), "203.0.113.78");
    }

    private static String cookie(String session) {
        return "Cookie: " + SignedIn.SESSION + "=" + session;
    }

    /// Meanwhile one who has a good credential asks from the same address.
    private void flood(int rounds, Supplier<String> bad, String good, String address) throws IOException {
        List<CompletableFuture<Void>> floods = IntStream.range(0, CONNECTIONS)
                .mapToObj(one ->
                        CompletableFuture.runAsync(() -> flood(one, rounds, bad, address), Thread::startVirtualThread))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(floods.toArray(new CompletableFuture<?>[0]));

        List<Integer> served = new ArrayList<>();
        // Not with the tests' usual client, which takes more of the machine than the flood leaves.
        try (Connection another = new Connection()) {
            while (!all.isDone()) {
                another.send(request(address, good));
                served.add(another.status());
            }
        }
        all.join();

        assertThat(served).isNotEmpty().containsOnly(200);
        assertThat(refused.get() + told.get()).isEqualTo(CONNECTIONS * rounds * AT_ONCE);
        // One address is answered ten times a minute; it may take more than one.
        assertThat(told.get()).isGreaterThan(CONNECTIONS * rounds * AT_ONCE / 4);
        assertThat(refusals.remembers()).isLessThanOrEqualTo(20_000);
    }

    /// Half of the connections come from one address, the others from another one with each call.
    private void flood(int number, int rounds, Supplier<String> bad, String same) {
        try (Connection connection = new Connection()) {
            for (int round = 0; round < rounds; round++) {
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < AT_ONCE; i++) {
                    String address = number % 2 == 0 ? same : "10." + number + "." + round + "." + i;
                    requests.append(request(address, bad.get()));
                }
                connection.send(requests.toString());
                for (int i = 0; i < AT_ONCE; i++) {
                    count(connection.status());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(String address, String credential) {
        return "GET /v1/agents HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address + "\r\n" + credential
                + "\r\n\r\n";
    }

    private void count(int status) {
        assertThat(status).isIn(401, 429);
        (status == 401 ? refused : told).incrementAndGet();
    }

    /// Sends before it reads.
    private static final class Connection implements AutoCloseable {

        private final Socket socket = new Socket("localhost", RestAssured.port);
        private final InputStream replies = new BufferedInputStream(socket.getInputStream());

        Connection() throws IOException {}

        void send(String requests) throws IOException {
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
        }

        /// Reads one reply to its end.
        int status() throws IOException {
            int status = Integer.parseInt(line().split(" ", 3)[1]);
            int length = 0;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            replies.skipNBytes(length);
            return status;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = replies.read(); next != '\n'; next = replies.read()) {
                if (next < 0) {
                    throw new IOException("the server hung up");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
