package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.controlplane.webhook.Message;
import dev.paddock.controlplane.webhook.Messages;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Receivers that are told over TLS: whose certificates are good.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@QuarkusTestResource(value = TlsCertificates.class, restrictToAnnotatedClass = true)
@Timeout(120)
class WebhookTlsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Messages messages;
    private final InTransaction transaction;
    private final Jdbi ledger;
    private final Optional<Path> authorities;

    WebhookTlsTest(
            Messages messages,
            InTransaction transaction,
            Jdbi ledger,
            @ConfigProperty(name = "paddock.outbound.trust-file") Optional<Path> authorities) {
        this.messages = messages;
        this.transaction = transaction;
        this.ledger = ledger;
        this.authorities = authorities;
    }

    @AfterEach
    void hangUp() {
        ledger.useHandle(handle -> handle.execute("delete from webhook"));
    }

    private Webhooks told(Receiver receiver, String state) {
        Webhooks webhook = Webhooks.create(receiver.url(), Message.BUILD_FINISHED);
        String build = "build-" + UUID.randomUUID();
        transaction.get(() -> messages.add(List.of(new Message(
                Message.BUILD_FINISHED, build, build, Instant.now().plusSeconds(5), Map.of("build_id", build)))));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(webhook.states()).containsExactly(state));
        return webhook;
    }

    @Test
    void whoseAuthorityTheSettingsNameIsTold() throws Exception {
        try (Receiver receiver = new Receiver(TlsCertificates.server(authorities.orElseThrow(), "trusted"))) {
            Webhooks webhook = told(receiver, "delivered");

            assertThat(receiver.got()).singleElement().matches(got -> got.isSignedWith(webhook.secret()));
        }
    }

    @ParameterizedTest
    @CsvSource({"stranger, nobody whom the server trusts", "misnamed, for another name"})
    void whoseCertificateIsNotGoodIsToldNothingAndItIsSaidWhy(String certificate, String reason) throws Exception {
        try (Receiver receiver = new Receiver(TlsCertificates.server(authorities.orElseThrow(), certificate))) {
            Webhooks webhook = told(receiver, "failed");

            assertThat(receiver.got()).isEmpty();
            assertThat(webhook.deliveries().getList("data[0].attempts.error", String.class))
                    .hasSize(4)
                    .allMatch(
                            error -> error.startsWith("The receiver has a TLS certificate") && error.contains(reason));
            assertThat(webhook.deliveries().getList("data[0].attempts.status_code"))
                    .containsOnly((Object) null);
        }
    }
}
