package dev.paddock.controlplane.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.secret.GivenSecrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server's secret is replaced while there are webhooks.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ResealSecretsTest {

    private final String id = "webhook_" + UUID.randomUUID();
    private final Jdbi ledger;
    private final WebhookStore store;

    ResealSecretsTest(Jdbi ledger, WebhookStore store) {
        this.ledger = ledger;
        this.store = store;
    }

    /// One whose own secret was replaced, too.
    @BeforeEach
    void secretsUnderTheOldOne() {
        WebhookSecrets old = secrets("old");
        store.insert(
                id,
                new WebhookRules.Content("https://example.com/", List.of(Message.BUILD_FINISHED), false),
                old.seal(id, "whsec_first"),
                "test");
        store.rotate(id, old.seal(id, "whsec_second"), Duration.ofHours(1));
    }

    @AfterEach
    void nobodyElseCanOpenThem() {
        store.delete(id);
    }

    private static WebhookSecrets secrets(String... words) {
        return new WebhookSecrets(GivenSecrets.sealing(words));
    }

    private byte[] stored(String column) {
        return ledger.withHandle(handle -> handle.select("select " + column + " from webhook where id = ?", id)
                .mapTo(byte[].class)
                .one());
    }

    @Test
    void theNewSecretAloneOpensThemAfterwards() throws Exception {
        WebhookSecrets fresh = secrets("new");
        assertThatThrownBy(() -> fresh.open(id, stored("secret"))).isInstanceOf(IllegalStateException.class);

        new ResealSecrets(store, secrets("new", "old")).looks().turn().run();

        assertThat(fresh.open(id, stored("secret"))).isEqualTo("whsec_second");
        assertThat(fresh.open(id, stored("previous_secret"))).isEqualTo("whsec_first");
        assertThatThrownBy(() -> secrets("old").open(id, stored("secret"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatDoesNotOpenStaysAsItIs() throws Exception {
        new ResealSecrets(store, secrets("another")).looks().turn().run();

        assertThat(secrets("old").open(id, stored("secret"))).isEqualTo("whsec_second");
    }
}
