package dev.paddock.controlplane.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metrics of a server after some traffic, against what the dashboard and its README say of them.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class DashboardTest {

    @Test
    void everyPanelQueriesMetricsThatThereAre() throws Exception {
        List<String> queries = Dashboard.queries();
        assertThat(queries).hasSizeGreaterThan(20);

        Scrape scrape = scrape();

        assertThat(queries)
                .allSatisfy(query -> assertThat(Dashboard.metrics(query))
                        .as(query)
                        .isNotEmpty()
                        .isSubsetOf(scrape.names()));
    }

    @Test
    void everyAlertReadsMetricsThatThereAre() throws Exception {
        List<String> alerts = Dashboard.alerts();
        assertThat(alerts).hasSizeGreaterThan(10);

        Set<String> there = new TreeSet<>(scrape().names());
        // Prometheus' own.
        there.add("up");

        assertThat(alerts)
                .allSatisfy(query -> assertThat(Dashboard.metrics(query))
                        .as(query)
                        .isNotEmpty()
                        .isSubsetOf(there));
    }

    @Test
    void everyMetricOfOursIsExplainedAndEveryExplainedOneIsThere() throws Exception {
        List<String> explained = Pattern.compile("`(paddock_[a-z_]+)`")
                .matcher(Files.readString(Dashboard.FOLDER.resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();

        List<String> ours = scrape().text()
                .lines()
                .filter(line -> line.startsWith("# TYPE paddock_") && !line.endsWith("_max gauge"))
                .map(line -> line.split(" ", -1)[2])
                .toList();

        assertThat(explained).containsExactlyInAnyOrderElementsOf(ours);
    }

    @Test
    void promtoolFindsNoFaultInOurMetrics() throws Exception {
        Promtool checked = Promtool.check(scrape().text(), "metrics");

        assertThat(checked.exit()).as(checked.output()).isIn(0, 3);
        assertThat(checked.lint("paddock_")).isEmpty();
    }

    @Test
    void promtoolUnderstandsEveryQueryAndTheExampleOfAScrape(@TempDir Path folder) throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yml"), Dashboard.rules());

        Promtool queries = Promtool.check("", "rules", rules.toString());
        assertThat(queries.exit()).as(queries.output()).isZero();

        Promtool config = Promtool.check(
                "", "config", Dashboard.FOLDER.resolve("prometheus.yml").toString());
        assertThat(config.exit()).as(config.output()).isZero();
    }

    /// After a review, and while another run waits.
    private Scrape scrape() {
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.submit(lane);
        Server.submit(lane);
        Server.result(Server.claim(runner), Server.review(runner, "info"))
                .then()
                .statusCode(200);
        // After a look that a busy machine made long, the next one comes late.
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        Scrape::now,
                        now -> now.sum("paddock_tasks_pending", "reason=\"ready\"") > 0
                                && now.sum("paddock_fleet_desired") > 0
                                && now.sum("paddock_intake_lag_records") >= 0
                                // Shown right after the pending ones.
                                && now.names().contains("paddock_tasks_stalled_seconds"));
    }
}
