package dev.paddock.controlplane.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.model.event.RunnerEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What becomes of ephemeral runners that are gone. The server does the same in the background, so what is removed is
/// waited for and what stays is looked at after a removal.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ForgetRunnersTest {

    private final ForgetRunners forget;
    private final Jdbi ledger;
    private final String lane = Server.lane();

    ForgetRunnersTest(ForgetRunners forget, Jdbi ledger) {
        this.forget = forget;
        this.ledger = ledger;
    }

    private static String fleet(boolean ephemeral) {
        return Enrolled.enrolmentKey(Map.of("ephemeral", ephemeral)).path("plaintext");
    }

    private Enrolled registered(String enrolment) {
        Enrolled pod = Enrolled.by(enrolment);
        pod.register("process-1", lane).then().statusCode(200);
        return pod;
    }

    private void all() {
        while (forget.forget()) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    private static int status(String runner) {
        return Server.admin().get("/api/runners/" + runner).statusCode();
    }

    private void forgotten(String runner) {
        Awaitility.await().untilAsserted(() -> {
            all();
            assertThat(status(runner)).isEqualTo(404);
        });
    }

    private void silent(String runner, String since) {
        ledger.useHandle(handle ->
                handle.createUpdate("""
                        update runner set registered_at = now() - :since::interval,
                            last_heartbeat_at = now() - :since::interval where id = :id
                        """).bind("since", since).bind("id", runner).execute());
    }

    private List<String> events(String runner) {
        return ledger.withHandle(
                handle -> handle.createQuery("select type from runner_event where runner_id = :id order by seq")
                        .bind("id", runner)
                        .mapTo(String.class)
                        .list());
    }

    private void deregistered(String runner, String since) {
        ledger.useHandle(handle -> handle.createUpdate(
                        "update runner set deregistered_at = now() - :since::interval where id = :id")
                .bind("since", since)
                .bind("id", runner)
                .execute());
    }

    private static List<String> listed() {
        return Server.admin().get("/api/runners").path("data.id");
    }

    /// Whoever took it off the list: a process that goes on learns that it shall end, also when it stood still
    /// meanwhile.
    @Test
    void oneThatDeregisteredIsOffTheListAtOnceAndToldSoForHours() {
        Enrolled pod = registered(fleet(true));
        assertThat(listed()).contains(pod.id());
        Server.admin().delete("/api/runners/" + pod.id()).then().statusCode(200).body("data.ephemeral", equalTo(true));
        silent(pod.id(), "2 hours");
        deregistered(pod.id(), "5 hours 59 minutes");

        all();

        assertThat(listed()).doesNotContain(pod.id());
        assertThat(status(pod.id())).isEqualTo(200);
        pod.heartbeat(List.of()).then().statusCode(410).body("code", equalTo("runner_gone"));
        pod.register("process-2", lane).then().statusCode(200);
        assertThat(listed()).contains(pod.id());
    }

    @Test
    void oneThatDeregisteredGoesHoursLaterWithItsCredential() {
        Enrolled pod = registered(fleet(true));
        pod.call().delete("/api/runners/" + pod.id()).then().statusCode(200);
        deregistered(pod.id(), "6 hours 1 minute");

        forgotten(pod.id());

        Settings.served(System.nanoTime(), () -> pod.heartbeat(List.of()));
        assertThat(events(pod.id()))
                .containsExactly(
                        RunnerEvent.Registered.TYPE,
                        RunnerEvent.Online.TYPE,
                        RunnerEvent.Deregistered.TYPE,
                        RunnerEvent.Removed.TYPE);
        Settings.admin()
                .get("/api/settings/audit?actor=upkeep&action=runner.remove&limit=1000")
                .then()
                .body("entries.findAll { it.object == '" + pod.id() + "' }.size()", equalTo(1));
        Settings.admin()
                .get("/api/settings/audit?actor=upkeep&action=key.end&limit=1000")
                .then()
                .body("entries.find { it.object == '" + pod.credential() + "' }.details.runner", equalTo(pod.id()));
    }

    @Test
    void oneThatWasNotHeardOfForAnHourGoes() {
        Enrolled gone = registered(fleet(true));
        Enrolled heard = registered(fleet(true));
        silent(gone.id(), "61 minutes");
        silent(heard.id(), "59 minutes");

        forgotten(gone.id());

        assertThat(status(heard.id())).isEqualTo(200);
        heard.heartbeat(List.of()).then().statusCode(200);
    }

    @Test
    void oneThatComesBackIsNumberedOn() {
        String enrolment = fleet(true);
        Enrolled pod = registered(enrolment);
        pod.call().delete("/api/runners/" + pod.id()).then().statusCode(200);
        deregistered(pod.id(), "7 hours");
        forgotten(pod.id());

        Enrolled.by(enrolment, pod.id()).register("process-2", lane).then().statusCode(200);

        assertThat(events(pod.id()))
                .containsExactly(
                        RunnerEvent.Registered.TYPE,
                        RunnerEvent.Online.TYPE,
                        RunnerEvent.Deregistered.TYPE,
                        RunnerEvent.Removed.TYPE,
                        RunnerEvent.Registered.TYPE,
                        RunnerEvent.Online.TYPE);
    }

    @Test
    void oneWithATaskInWorkStays() {
        Enrolled pod = registered(fleet(true));
        Server.submit(lane);
        String task = pod.claim("process-1");
        pod.status(task, "cloning").then().statusCode(200);
        silent(pod.id(), "2 hours");

        all();

        assertThat(status(pod.id())).isEqualTo(200);
        pod.status(task, "reviewing").then().statusCode(200);
        pod.call()
                .body("{}")
                .post("/api/runners/tasks/" + task + "/return")
                .then()
                .statusCode(200);
        forgotten(pod.id());
    }

    @Test
    void oneThatIsNotEphemeralStays() {
        Enrolled pod = registered(fleet(false));
        Enrolled deregistered = registered(fleet(false));
        deregistered.call().delete("/api/runners/" + deregistered.id()).then().statusCode(200);
        silent(pod.id(), "30 days");

        all();

        assertThat(status(pod.id())).isEqualTo(200);
        assertThat(status(deregistered.id())).isEqualTo(200);
    }

    @Test
    void aRunnerMaySayThatItIsEphemeral() {
        Enrolled pod = Enrolled.by(fleet(false));
        for (String wrong : List.of("yes", "TRUE", "1")) {
            pod.registerAs(pod.id(), "process-1", Map.of("x-runner-ephemeral", wrong))
                    .then()
                    .statusCode(400)
                    .body("errors[0].field", equalTo("x-runner-ephemeral"));
        }
        pod.registerAs(pod.id(), "process-1", Map.of("x-runner-ephemeral", "true"))
                .then()
                .statusCode(200)
                .body("data.ephemeral", equalTo(true));
        silent(pod.id(), "2 hours");

        forgotten(pod.id());
    }

    @Test
    void aCredentialThatNobodyRegisteredWithGoesAfterAnHour() {
        String enrolment = fleet(false);
        Enrolled unused = Enrolled.by(enrolment);
        Enrolled fresh = Enrolled.by(enrolment);
        Enrolled used = registered(enrolment);
        for (Enrolled old : List.of(unused, used)) {
            ledger.useHandle(handle -> handle.execute(
                    "update api_key set created_at = now() - interval '2 hours' where id = ?", old.credential()));
        }

        all();

        unused.register("process-1", lane).then().statusCode(401);
        fresh.register("process-1", lane).then().statusCode(200);
        used.heartbeat(List.of()).then().statusCode(200);
    }

    @Test
    void aRevokedCredentialKeepsItsRunnerOutAfterwards() {
        String enrolment = fleet(true);
        Enrolled pod = registered(enrolment);
        Settings.admin()
                .delete("/api/settings/apikeys/" + pod.credential())
                .then()
                .statusCode(204);
        silent(pod.id(), "2 hours");

        forgotten(pod.id());

        Enrolled.enrol(enrolment, pod.id()).then().statusCode(403).body("code", equalTo("runner_revoked"));
    }

    @Test
    void manyGoInBatches() {
        String prefix = "crowd-" + UUID.randomUUID() + "-";
        ledger.useHandle(
                handle -> handle.createUpdate("""
                        insert into runner (id, key_id, name, version, max_concurrency, session, ephemeral, registered_at)
                        select :prefix || n, 'key_none', 'crowd', '1', 1, 's', true, now() - interval '1 day'
                        from generate_series(1, 250) n
                        """).bind("prefix", prefix).execute());

        all();

        long left = ledger.withHandle(
                handle -> handle.createQuery("select count(*) from runner where starts_with(id, :prefix)")
                        .bind("prefix", prefix)
                        .mapTo(Long.class)
                        .one());
        assertThat(left).isZero();
    }
}
