package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.webhook.Message;
import dev.paddock.controlplane.webhook.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What receivers make of messages with the library `standardwebhooks`.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class StandardWebhooksTest {

    private static final Path CHECKS = Path.of("..", "deploy", "checks", "api");

    private final Messages messages;
    private final InTransaction transaction;
    private final Jdbi ledger;

    StandardWebhooksTest(Messages messages, InTransaction transaction, Jdbi ledger) {
        this.messages = messages;
        this.transaction = transaction;
        this.ledger = ledger;
    }

    /// Left out where `npm ci` was not run in `deploy/checks/api`, but not in CI, which runs it.
    @Test
    void theLibraryTakesMessagesOfBothSecretsAndNoChangedOne() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(CHECKS.resolve("node_modules/standardwebhooks")) || System.getenv("PADDOCK_CI") != null,
                "no library; run npm ci in deploy/checks/api");
        try (Receiver receiver = new Receiver()) {
            Webhooks webhook = Webhooks.create(receiver.url(), Message.RUN_REVIEWED);
            tell("first ä €");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> receiver.got().size() == 1);
            Server.admin().post(webhook.path() + "/secret").then().statusCode(200);
            tell("second");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> receiver.got().size() == 2);

            List<Map<String, Object>> deliveries = new ArrayList<>();
            for (Receiver.Got got : receiver.got()) {
                deliveries.add(delivery(got, got.body()));
                deliveries.add(delivery(got, got.body().replace("run_id", "run_no")));
            }
            assertThat(verify(webhook.secret(), deliveries))
                    .containsExactly(
                            "run.reviewed",
                            "refused: No matching signature found",
                            "run.reviewed",
                            "refused: No matching signature found");
        } finally {
            ledger.useHandle(handle -> handle.execute("delete from webhook"));
        }
    }

    /// Of reviews, which nobody makes meanwhile.
    private void tell(String run) {
        transaction.get(() -> messages.add(List.of(new Message(
                Message.RUN_REVIEWED, "run " + run, run, Instant.now().plusSeconds(5), Map.of("run_id", run)))));
    }

    private static Map<String, Object> delivery(Receiver.Got got, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        got.headers()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
        return Map.of("headers", headers, "body", body);
    }

    private static List<String> verify(String secret, List<Map<String, Object>> deliveries) throws Exception {
        Process process = new ProcessBuilder("node", "verify-webhook.mjs")
                .directory(CHECKS.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream()
                .write(new ObjectMapper().writeValueAsBytes(Map.of("secret", secret, "deliveries", deliveries)));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
