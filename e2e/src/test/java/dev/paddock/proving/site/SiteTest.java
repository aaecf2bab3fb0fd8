package dev.paddock.proving.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import dev.paddock.standalone.Layout;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void everyPartCanBeKilledAndComesBackWhereItWas(@TempDir Path folder) throws Exception {
        Layout layout = Layout.of(Path.of(".."), Map.of());
        try (Site site = Site.open(layout, folder)) {
            Replica first = site.startReplica(Map.of());
            Replica second = site.startReplica(Map.of());
            Program agent = site.startAgent("one", first.url(), Map.of());
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> runners(site, second).contains("\"one\""));

            first.program().kill();
            assertThat(first.program().isAlive()).isFalse();
            first.start();
            agent.pause();
            agent.resume();
            agent.kill();
            agent.start();
            site.broker().program().kill();
            site.broker().start();
            site.database().kill();
            site.database().start();

            Awaitility.await().atMost(PATIENCE).until(() -> first.isReady() && second.isReady());
            assertThat(runners(site, first)).contains("\"one\"");
            try (ControlPlane two = site.runners(1).runner("two", 1, List.of(), second.url())) {
                assertThat(two.register()).isInstanceOf(Reply.Ok.class);
            }
            assertThat(agent.stop(Duration.ofSeconds(20))).isTrue();
            assertThat(agent.exitCode()).isZero();
        }
    }

    private static String runners(Site site, Replica replica) throws Exception {
        URI uri = replica.url().resolve("/api/runners");
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + site.adminKey().text())
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }
}
