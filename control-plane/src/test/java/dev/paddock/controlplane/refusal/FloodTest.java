package dev.paddock.controlplane.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.BehindAProxy;
import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.session.Sessions;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
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

/// A hundred thousand wrong keys, and as many wrong sessions, in a row.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(BehindAProxy.class)
class FloodTest {

    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = 125;
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
    void aFloodOfWrongKeysHarmsNobodyElse() {
        String valid = Keys.of(ledger, "viewer");

        flood(() -> "x-api-key: " + Keys.unknown(), () -> Settings.key(valid), "203.0.113.77");

        Settings.key(Keys.of(ledger, "viewer"))
                .header("X-Forwarded-For", "203.0.113.77")
                .get("/v1/agents")
                .then()
                .statusCode(200);
    }

    @Test
    void aFloodOfWrongSessionsHarmsNobodyElse() {
        SignedIn valid = SignedIn.as(sessions, "flooded@example.com", Role.VIEWER);
        String tampered = valid.session().substring(0, valid.session().lastIndexOf('.') + 1) + "A".repeat(86);

        flood(() -> "Cookie: " + SignedIn.SESSION + "=" + tampered, valid::call, "203.0.113.78");
    }

    /// Meanwhile one who has a good credential asks from the same address.
    private void flood(Supplier<String> header, Supplier<RequestSpecification> good, String address) {
        List<CompletableFuture<Void>> floods = IntStream.range(0, CONNECTIONS)
                .mapToObj(one ->
                        CompletableFuture.runAsync(() -> flood(one, header, address), Thread::startVirtualThread))
                .toList();
        CompletableFuture<Void> all = CompletableFuture.allOf(floods.toArray(new CompletableFuture<?>[0]));

        List<Integer> served = new ArrayList<>();
        while (!all.isDone()) {
            served.add(good.get()
                    .header("X-Forwarded-For", address)
                    .get("/v1/agents")
                    .statusCode());
        }
        all.join();

        assertThat(served).isNotEmpty().containsOnly(200);
        assertThat(refused.get() + told.get()).isEqualTo(CONNECTIONS * ROUNDS * AT_ONCE);
        // One address is answered ten times a minute; it may take more than one.
        assertThat(told.get()).isGreaterThan(CONNECTIONS * ROUNDS * AT_ONCE / 4);
        assertThat(refusals.remembers()).isLessThanOrEqualTo(20_000);
    }

    /// Half of the connections come from one address, the others from another one with each call.
    private void flood(int connection, Supplier<String> header, String same) {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            InputStream replies = new BufferedInputStream(socket.getInputStream());
            for (int round = 0; round < ROUNDS; round++) {
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < AT_ONCE; i++) {
                    String address = connection % 2 == 0 ? same : "10." + connection + "." + round + "." + i;
                    requests.append("GET /v1/agents HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ")
                            .append(address)
                            .append("\r\n")
                            .append(header.get())
                            .append("\r\n\r\n");
                }
                socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < AT_ONCE; i++) {
                    count(status(replies));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void count(int status) {
        assertThat(status).isIn(401, 429);
        (status == 401 ? refused : told).incrementAndGet();
    }

    /// Reads one reply to its end.
    private static int status(InputStream replies) throws IOException {
        int status = Integer.parseInt(line(replies).split(" ", 3)[1]);
        int length = 0;
        for (String header = line(replies); !header.isEmpty(); header = line(replies)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        replies.skipNBytes(length);
        return status;
    }

    private static String line(InputStream replies) throws IOException {
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
}
