package dev.paddock.controlplane.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.secret.GivenSecrets;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The server's secret is replaced while repositories have credentials.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ResealCredentialsTest {

    private final Jdbi ledger;
    private String repository = "";

    ResealCredentialsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void aCredentialOfTheOldSecret() {
        repository = Settings.repository().id();
        store(credentials("old").seal(repository, new Credential(null, null, "t0ken")));
    }

    @AfterEach
    void nobodyElseCanOpenIt() {
        store(null);
    }

    private void store(byte @Nullable [] sealed) {
        ledger.useHandle(handle -> handle.createUpdate("update repository set credential = :sealed where id = :id")
                .bind("id", repository)
                .bindByType("sealed", sealed, byte[].class)
                .execute());
    }

    private SealedCredential stored() {
        return ledger.withHandle(
                handle -> handle.createQuery("select id as repository_id, credential from repository where id = :id")
                        .bind("id", repository)
                        .map((row, context) -> SealedCredential.of(row))
                        .one());
    }

    private static Credentials credentials(String... secrets) {
        return new Credentials(GivenSecrets.sealing(secrets));
    }

    @Test
    void theNewSecretAloneOpensItAfterwards() throws Exception {
        assertThatThrownBy(() -> credentials("new").authorization(stored()))
                .hasMessageContaining("PADDOCK_PREVIOUS_SECRET_KEY_FILE");

        new ResealCredentials(ledger, credentials("new", "old")).looks().turn().run();

        assertThat(credentials("new").authorization(stored())).isEqualTo("Bearer t0ken");
        assertThatThrownBy(() -> credentials("old").authorization(stored())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatDoesNotOpenStaysAsItIs() throws Exception {
        new ResealCredentials(ledger, credentials("another")).looks().turn().run();

        assertThat(credentials("old").authorization(stored())).isEqualTo("Bearer t0ken");
    }

    @Test
    void whatIsUnderTheNewSecretIsNotWrittenAgain() throws Exception {
        ResealCredentials reseal = new ResealCredentials(ledger, credentials("new", "old"));
        reseal.looks().turn().run();
        byte[] first = stored().sealed();

        reseal.looks().turn().run();

        assertThat(stored().sealed()).isEqualTo(first);
    }
}
