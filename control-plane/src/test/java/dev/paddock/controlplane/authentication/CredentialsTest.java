package dev.paddock.controlplane.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.Keys;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Settings;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// How often the ledger is asked about keys.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class CredentialsTest {

    private final Jdbi ledger;

    CredentialsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @Test
    void aKeyIsLookedForAFewTimesASecondHoweverOftenItIsShown() {
        String key = Keys.of(ledger, "viewer");
        long looks = looks();
        long begun = System.nanoTime();

        List<CompletableFuture<Void>> callers = IntStream.range(0, 8)
                .mapToObj(caller -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 50)
                                .forEach(call -> Settings.key(key)
                                        .get("/v1/agents")
                                        .then()
                                        .statusCode(200)),
                        Thread::startVirtualThread))
                .toList();
        CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0])).join();

        // Others may look, too: whoever follows something.
        long most = 2 * (Duration.ofNanos(System.nanoTime() - begun).dividedBy(Remembered.FRESH) + 1);
        assertThat(looks() - looks).isBetween(1L, most);
    }

    private static long looks() {
        DistributionSummary commits = Metrics.globalRegistry
                .find("paddock.commit.size")
                .tag("name", "credentials")
                .summary();
        // Nobody has shown anything yet.
        return commits == null ? 0 : commits.count();
    }

    @Test
    void aMisspelledKeyIsRefusedWithoutALook() {
        long looks = looks();

        String key = Keys.unknown();
        Settings.key(key.substring(0, key.length() - 1) + "x")
                .get("/v1/agents")
                .then()
                .statusCode(401);

        assertThat(looks()).isEqualTo(looks);
    }

    @Test
    void whenAKeyWasUsedIsWrittenOnceAMinute() {
        String id = Settings.create(Map.of("name", "used", "role", "viewer")).path("key.id");
        LastUsed replica = new LastUsed(ledger);
        replica.note(id);
        replica.write();
        String first = written(id);
        assertThat(first).isNotNull();

        // This one has not written yet, and need not.
        LastUsed other = new LastUsed(ledger);
        other.note(id);
        other.write();
        assertThat(written(id)).isEqualTo(first);

        ledger.useHandle(handle ->
                handle.execute("update api_key set last_used_at = last_used_at - interval '61 s' where id = ?", id));
        replica.note(id);
        replica.write();
        assertThat(written(id)).isLessThan(first);
        LastUsed third = new LastUsed(ledger);
        third.note(id);
        third.write();
        assertThat(written(id)).isGreaterThanOrEqualTo(first);
    }

    private String written(String id) {
        return ledger.withHandle(handle -> handle.createQuery("select last_used_at::text from api_key where id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .one());
    }

    @Test
    void callsTellWhenTheirKeyWasUsed() {
        var made = Settings.create(Map.of("name", "calls", "role", "viewer"));
        String id = made.path("key.id");
        Settings.key(made.path("plaintext")).get("/v1/agents").then().statusCode(200);

        Awaitility.await()
                .until(() -> ledger.withHandle(
                        handle -> handle.createQuery("select last_used_at is not null from api_key where id = :id")
                                .bind("id", id)
                                .mapTo(Boolean.class)
                                .one()));
    }
}
