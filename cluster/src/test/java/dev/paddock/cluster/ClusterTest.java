package dev.paddock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.proving.drill.stage.Wait;
import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@EnabledIf(
        value = "dev.paddock.cluster.Engine#isReady",
        disabledReason = "no Docker engine, or no images: ./paddock images all services makes them")
class ClusterTest {

    /// What production's durations are divided by: a lease is twelve seconds.
    private static final int DIVISOR = 5;

    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final int WAITING = 3;
    private static final int CANCELLING = 1;

    private final Cluster cluster;

    ClusterTest() throws Exception {
        // Not a folder that JUnit removes: what the programs said stays until the next time.
        Path data = Path.of("target", "cluster").toAbsolutePath();
        if (Files.exists(data)) {
            Folders.delete(data);
        }
        cluster = new Cluster(Files.createDirectories(data), new Pace(DIVISOR, SLACK));
    }

    @BeforeAll
    void start() throws Exception {
        long begun = System.nanoTime();
        cluster.start();
        System.err.printf("cluster: started in %.1f s; %s%n", (System.nanoTime() - begun) / 1e9, cluster.pace());
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    @Order(1)
    void nothingIsLostOrDoneTwiceAndClientsAreToldWhenToComeAgain() throws Exception {
        var uploads = new Uploads(cluster.client());
        try (var inspection = new Inspection(cluster)) {
            try (var load = new Load(cluster.client(), cluster.promises(), cluster.run())) {
                cluster.warmUp(load);
                load.start(WAITING, CANCELLING);
                load.client(uploads::upload);
                var happenings = new Happenings(cluster, load, inspection);
                inspection.after("rolling restart", happenings::rollingRestart);
                inspection.after("stop of a busy runner", happenings::stopBusyRunner);
                inspection.after("kill of a control plane", happenings::killControlPlane);
                inspection.after("kill of a runner", happenings::killRunner);
                inspection.after("pause of a runner", happenings::pauseRunner);
                inspection.after("pause of a control plane", happenings::pauseControlPlane);
                inspection.after("pause of PostgreSQL", happenings::pauseLedger);
                inspection.after("runner off the network", happenings::cutOffRunner);
                inspection.after("control plane off the network", happenings::cutOffControlPlane);
            }
            inspection.after("end of the load", () -> {});
            assertThat(inspection.found()).isEmpty();
        }
        assertThat(cluster.answers().wrong()).isEmpty();
        assertThat(uploads.size()).isPositive();
        assertThat(uploads.lost(cluster)).isEmpty();
        assertThat(cluster.answers().times("503"))
                .as("calls that came while PostgreSQL was away")
                .isPositive();
        assertThat(Wait.until(
                        Duration.ofSeconds(20),
                        () -> Engine.containersOf(Cluster.REVIEWER).isEmpty()))
                .as("no reviewer is left")
                .isTrue();
    }

    @Test
    @Order(2)
    void anAgentThatTrustsTheServersCertificateReviewsOverHttps() throws Exception {
        Certificate certificate = Certificate.make(
                "control-plane-tls", Files.createDirectories(cluster.data().resolve("keys")));
        int management = Ports.free();
        int plain = Ports.free();
        Part server = cluster.add(cluster.programs()
                .controlPlane(
                        "control-plane-tls",
                        Map.of(management, 9000, plain, 8080),
                        Map.of(
                                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES", "/tls/tls.pem",
                                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", "/tls/key.pem",
                                "QUARKUS_HTTP_INSECURE_REQUESTS", "disabled"),
                        List.of(certificate.certificate() + ":/tls/tls.pem:ro", certificate.key() + ":/tls/key.pem:ro"),
                        () -> cluster.isReady(management)));
        server.awaitReady();
        Part runner = cluster.add(cluster.programs()
                .runner(
                        "tls-runner",
                        "https://control-plane-tls:8443",
                        Map.of(
                                "PADDOCK_RUNNER_TAGS",
                                "tls",
                                "JDK_JAVA_OPTIONS",
                                "-Djavax.net.ssl.trustStore=/tls/trust.p12 -Djavax.net.ssl.trustStorePassword="
                                        + Certificate.PASSWORD),
                        List.of(certificate.trustStore() + ":/tls/trust.p12:ro"),
                        () -> cluster.beats("tls-runner")));
        runner.awaitReady();

        Map<String, Object> run = new HashMap<>(cluster.run());
        run.put("agent_id", Cluster.ANY);
        run.put("tags", List.of("tls"));
        run.put("branch", "tls");
        String id = cluster.client().make("/v1/runs", run, "tls").text("id");

        assertThat(Wait.until(
                        Duration.ofSeconds(120),
                        () -> cluster.client()
                                .get("/v1/runs/" + id)
                                .text("status")
                                .equals("success")))
                .isTrue();
        assertThat(cluster.texts("select runner_id from task where run_id = ?", id))
                .containsExactly("tls-runner");
        assertThatThrownBy(() -> cluster.services().status("http://127.0.0.1:" + plain + "/"))
                .as("nobody answers without TLS")
                .isInstanceOf(IOException.class);
    }
}
