package dev.paddock.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.standalone.credentials.ApiKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class RepeatedCallTest {

    private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

    @Test
    void whatPassesIsSatOutUnderOneKey() throws Exception {
        try (var server = new ScriptedServer(
                        ScriptedServer.reply(503, "{}", "Retry-After", "0"),
                        ScriptedServer.reply(409, "{\"code\": \"idempotency_in_flight\"}", "Retry-After", "0"),
                        // The connection breaks off in the answer.
                        exchange -> exchange.sendResponseHeaders(201, 100),
                        ScriptedServer.reply(201, "{\"run\": 1}"));
                var connection = server.connection()) {
            var answer = RepeatedCall.answer(() -> connection.post("/api/v1/runs", BODY, "one"));

            assertThat(answer.status()).isEqualTo(201);
            assertThat(server.headers("Idempotency-Key")).hasSize(4).containsOnly("one");
        }
    }

    @Test
    void whatDoesNotPassIsToldAtOnce() throws Exception {
        try (var server = new ScriptedServer(
                        ScriptedServer.reply(402, "{\"code\": \"plan_limit\", \"detail\": \"No more.\"}"));
                var connection = server.connection()) {
            assertThatThrownBy(() -> RepeatedCall.answer(() -> connection.post("/api/v1/runs", BODY, "one")))
                    .isInstanceOf(Refused.class)
                    .hasMessage("No more.");
            assertThat(server.count()).isEqualTo(1);
        }
    }

    @Test
    void clientCredentialsAreShownAsBasicAndNeverPrinted() throws Exception {
        String secret = "dk_live_" + "0".repeat(32) + "a0f292d0";
        var client = new Access.Client("client_1", new ApiKey(secret));
        try (var server = new ScriptedServer(ScriptedServer.reply(200, "{}"));
                var connection = new Connection(server.url(), client)) {
            connection.get("/api/v1/runs/1");

            String pair = Base64.getEncoder().encodeToString(("client_1:" + secret).getBytes(StandardCharsets.UTF_8));
            assertThat(server.headers("Authorization")).containsExactly("Basic " + pair);
        }
        assertThat(client.toString()).contains("client_1").doesNotContain(secret);
    }
}
