package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Prometheus takes the alerts, they are raised when they should be, and each tells its reader what to do.
class AlertsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path RULES = Kustomize.FOLDER.resolve("components/monitoring/rules.yaml");
    private static final Path STORIES = Kustomize.FOLDER.resolve("src/test/resources/alerts.yaml");
    private static final Path OPERATIONS = Kustomize.FOLDER.resolve("../../docs/operations.md");

    @TempDir
    Path scratch;

    @Test
    void prometheusTakesThem() throws Exception {
        promtool("check", "rules", rules().toString());
    }

    @Test
    void theyAreRaisedWhenSomebodyMustActAndNotElse() throws Exception {
        rules();
        promtool(
                "test",
                "rules",
                Files.copy(STORIES, scratch.resolve("alerts.yaml")).toString());
    }

    @Test
    void theStoriesAreAboutEveryOneOfThem() throws Exception {
        Set<String> told = new TreeSet<>();
        YAML.readTree(STORIES.toFile()).findValues("alertname").forEach(name -> told.add(name.asText()));
        Set<String> alerts = new TreeSet<>();
        rulesOf(YAML.readTree(RULES.toFile()))
                .forEach(rule -> alerts.add(rule.path("alert").asText()));
        assertThat(told).isEqualTo(alerts);
    }

    @Test
    void eachHasAnAction() throws Exception {
        List<String> alerts = new ArrayList<>();
        for (JsonNode rule : rulesOf(YAML.readTree(RULES.toFile()))) {
            alerts.add("### " + rule.path("alert").asText());
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).endsWith(".");
        }
        assertThat(Files.readAllLines(OPERATIONS).stream().filter(line -> line.startsWith("### Paddock")))
                .containsExactlyElementsOf(alerts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitoring", "production"})
    void whatHasMetricsIsWatched(String folder) {
        Rendered rendered = folder.equals("production") ? Rendered.overlay(folder) : Rendered.component(folder);
        JsonNode watched = rendered.object("ServiceMonitor paddock/paddock");
        Set<String> services = new TreeSet<>();
        watched.at("/spec/selector/matchExpressions/0/values").forEach(name -> services.add(name.asText()));
        String port = watched.at("/spec/endpoints/0/port").asText();

        Set<String> pods = new TreeSet<>();
        for (JsonNode service : rendered.ofKind("Service")) {
            if (services.contains(service.at("/metadata/labels/app.kubernetes.io~1name")
                            .asText())
                    && service.at("/spec/ports/0/name").asText().equals(port)) {
                pods.add(service.at("/spec/selector/app.kubernetes.io~1name").asText());
            }
        }
        assertThat(rendered.pods().stream()
                        .filter(pod -> pod.containers()
                                .anyMatch(container -> container
                                        .path("ports")
                                        .findValuesAsText("name")
                                        .contains("management")))
                        .map(pod -> pod.labels().path("app.kubernetes.io/name").asText()))
                .containsExactlyInAnyOrderElementsOf(pods)
                .hasSize(2);
    }

    @Test
    void theAdapterOfTheHpaNeverAddsReplicasUp() throws Exception {
        JsonNode rule = YAML.readTree(Kustomize.FOLDER
                        .resolve("components/hpa/prometheus-adapter.yaml")
                        .toFile())
                .at("/rules/external/0");
        String metric = Rendered.component("hpa")
                .object("HorizontalPodAutoscaler paddock-runners/runner")
                .at("/spec/metrics/0/external/metric/name")
                .asText();
        assertThat(rule.path("seriesQuery").asText()).isEqualTo(metric);
        // As the adapter fills it in.
        String query = rule.path("metricsQuery")
                .asText()
                .replace("<<.Series>>", metric)
                .replace("<<.LabelMatchers>>", "lane=\"default\"");
        assertThat(query).isEqualTo("max by (lane) (paddock_fleet_desired{lane=\"default\"})");
    }

    private static List<JsonNode> rulesOf(JsonNode object) {
        return Rendered.elements(object.at("/spec/groups/0/rules"));
    }

    /// The rules as Prometheus reads them.
    private Path rules() throws IOException {
        Path rules = scratch.resolve("rules.yaml");
        YAML.writeValue(rules.toFile(), YAML.readTree(RULES.toFile()).path("spec"));
        return rules;
    }

    private void promtool(String... arguments) throws IOException, InterruptedException {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
        Assumptions.assumeTrue(there || System.getenv("PADDOCK_CI") != null, "no promtool; install prometheus");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(arguments))
                        .toList())
                .directory(scratch.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
