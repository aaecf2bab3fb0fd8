package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.notification.Audience;
import dev.paddock.controlplane.notification.Notice;
import dev.paddock.controlplane.notification.Notifications;
import dev.paddock.controlplane.sql.InTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What streams of events send, byte for byte: the fields of the standard and nothing else, one line each.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@Timeout(60)
class EventWireTest {

    private final String lane = Server.lane();
    private final Notifications notifications;
    private final InTransaction transaction;

    EventWireTest(Notifications notifications, InTransaction transaction) {
        this.notifications = notifications;
        this.transaction = transaction;
    }

    @Test
    void everyStreamSendsTheFieldsOfTheStandardAlone() throws Exception {
        Map<String, String> streams = Map.of(
                "/v1/runs/{id}/logs/stream", log(),
                "/api/runners/{id}/commands", Server.register(lane, 1),
                "/api/uploads/stream", upload(),
                "/api/notifications/stream", notification());
        assertThat(Endpoints.all().stream().filter(Endpoints.Endpoint::streams).map(Endpoints.Endpoint::path))
                .containsExactlyInAnyOrderElementsOf(streams.keySet());

        for (Map.Entry<String, String> stream : streams.entrySet()) {
            String text = untilAnEvent(stream.getKey().replace("{id}", stream.getValue()));

            assertThat(text).as(stream.getKey()).startsWith(": ping\n\n").endsWith("\n\n");
            assertThat(text.lines()).as(stream.getKey()).allMatch(line -> line.matches("(: |(id|event|data): ?).+|"));
            String event = text.substring(text.lastIndexOf("\n\n", text.length() - 3) + 2);
            assertThat(event.strip().lines().map(line -> line.replaceAll(":.*", "")))
                    .as(stream.getKey())
                    .containsExactlyInAnyOrder("event", "id", "data");
        }
    }

    private String log() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);
        Server.logs(Server.claim(runner), 1, List.of("a line")).then().statusCode(200);
        return run;
    }

    private static String upload() {
        return Results.begin(Results.project(), "build-" + UUID.randomUUID(), 1, 1);
    }

    private String notification() {
        String title = "wire " + UUID.randomUUID();
        transaction.get(() -> notifications.tell(new Notice(
                title, Notice.Category.REPORT, Notice.Severity.INFO, title, "Something.", "/", Audience.ofManagers())));
        return title;
    }

    /// All that comes up to the end of the first event.
    private static String untilAnEvent(String path) throws Exception {
        boolean ofRunners = path.endsWith("/commands");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                .header("Accept", "text/event-stream")
                .header("x-api-key", ofRunners ? RealServices.RUNNER_KEY : RealServices.ADMIN_KEY);
        if (path.startsWith("/api/") && !ofRunners) {
            request.header("Last-Event-ID", "0");
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            try (InputStream body = response.body()) {
                ByteArrayOutputStream seen = new ByteArrayOutputStream();
                String text = "";
                while (!text.contains("data:") || !text.endsWith("\n\n")) {
                    int next = body.read();
                    assertThat(next).as(path).isNotNegative();
                    seen.write(next);
                    text = seen.toString(StandardCharsets.UTF_8);
                }
                return text;
            } finally {
                client.shutdownNow();
            }
        }
    }
}
