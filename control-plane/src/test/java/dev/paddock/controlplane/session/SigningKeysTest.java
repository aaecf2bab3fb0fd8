package dev.paddock.controlplane.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.SignedIn;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.secret.GivenSecrets;
import dev.paddock.controlplane.secret.Secrets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The keys that sign sessions, over the years and at several replicas.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class SigningKeysTest {

    private final Jdbi ledger;
    private final Secrets secrets;
    private final SigningKeys keys;
    private final SessionTokens tokens;
    private final Sessions sessions;
    private final Replicas replicas;
    private String kept = "";

    SigningKeysTest(
            Jdbi ledger,
            Secrets secrets,
            SigningKeys keys,
            SessionTokens tokens,
            Sessions sessions,
            Replicas replicas) {
        this.ledger = ledger;
        this.secrets = secrets;
        this.keys = keys;
        this.tokens = tokens;
        this.sessions = sessions;
        this.replicas = replicas;
    }

    private void age(String interval) {
        ledger.useHandle(
                handle -> handle.execute("update session_key set created_at = created_at - ?::interval", interval));
    }

    private List<String> ids() {
        return ledger.withHandle(handle -> handle.createQuery("select id from session_key order by generation")
                .mapTo(String.class)
                .list());
    }

    /// The server's own look would come at any time.
    @BeforeEach
    void aloneWithTheKeys() {
        keys.stop(new ShutdownEvent());
        kept = ledger.withHandle(
                handle -> handle.createQuery("select coalesce(json_agg(session_key), '[]')::text from session_key")
                        .mapTo(String.class)
                        .one());
    }

    /// Sessions that other tests opened at this server before are as good as they were.
    @AfterEach
    void putTheKeysBack() {
        ledger.useTransaction(handle -> {
            handle.execute("delete from session_key");
            handle.execute(
                    "insert into session_key select * from json_populate_recordset(null::session_key, ?::json)", kept);
        });
        keys.look();
    }

    @Test
    void replicasShareAKey() {
        SigningKeys other = replicas.keys(secrets);

        assertThat(other.newest().id()).isEqualTo(keys.newest().id());
        assertThat(ids()).hasSize(1);
    }

    @Test
    void replicasThatStartTogetherMakeOneKey() {
        ledger.useHandle(handle -> handle.execute("delete from session_key"));

        List<String> made = Stream.generate(() -> secrets)
                .limit(8)
                .parallel()
                .map(its -> replicas.keys(its).newest().id())
                .distinct()
                .toList();

        assertThat(made).hasSize(1);
        assertThat(ids()).isEqualTo(made);
    }

    @Test
    void anOldKeyIsFollowedByANewOneAndStillVerifies() {
        String token = SignedIn.as(sessions, "old@example.com", Role.VIEWER).session();
        String old = keys.newest().id();
        age("31 days");

        keys.look();

        assertThat(keys.newest().id()).isNotEqualTo(old);
        assertThat(tokens.read(token)).isPresent();
        age("12 hours 30 minutes");
        keys.look();
        assertThat(ids()).contains(old);
        age("1 hour");
        keys.look();
        assertThat(ids()).doesNotContain(old).hasSize(1);
        assertThat(tokens.read(token)).isEmpty();
    }

    @Test
    void aKeyThatAnotherReplicaBeganToSignWithIsFound() {
        SigningKeys other = replicas.keys(secrets);
        age("31 days");
        other.look();
        String token = replicas.tokens(other)
                .sign(
                        new SessionTokens.Claims("ses_1", "c"),
                        "user:a",
                        Instant.now().plusSeconds(60));

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> tokens.read(token).isPresent());
    }

    @Test
    void noPrivateKeyLiesOpenInTheLedger() {
        byte[] open = keys.newest().privateKey().getEncoded();
        byte[] stored = ledger.withHandle(handle -> handle.createQuery("select private_key from session_key")
                .mapTo(byte[].class)
                .one());

        assertThat(new String(stored, ISO_8859_1)).doesNotContain(new String(open, open.length - 32, 32, ISO_8859_1));
    }

    @Test
    void theServersSecretCanBeReplacedWithoutEndingSessions() {
        ledger.useHandle(handle -> handle.execute("delete from session_key"));
        SigningKeys before = replicas.keys(GivenSecrets.sealing("old"));
        SigningKeys between = replicas.keys(GivenSecrets.sealing("new", "old"));
        SigningKeys after = replicas.keys(GivenSecrets.sealing("new"));

        assertThat(between.newest().id()).isEqualTo(before.newest().id());
        assertThat(after.newest().id()).isEqualTo(before.newest().id());
    }

    @Test
    void aSecretThatIsLostEndsSessionsAndNothingElse() {
        ledger.useHandle(handle -> handle.execute("delete from session_key"));
        SigningKeys before = replicas.keys(GivenSecrets.sealing("lost"));
        SigningKeys after = replicas.keys(GivenSecrets.sealing("new"));

        assertThat(after.newest().id()).isNotEqualTo(before.newest().id());
    }
}
