package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// The main job on the packaged programs: a real repository, from its submission to its findings.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReviewTest {

    private static final String SARIF_IMAGE = "paddock-e2e/sarif:latest";

    private final Cluster cluster;
    private final PlantedRepository repository;
    private final String planted;

    ReviewTest(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.toRealPath(), Map.of());
        repository = new PlantedRepository(
                Files.createDirectories(folder.toRealPath().resolve("a repository, with \"quotes\" & ümlauts")));
        planted = repository.plant();
    }

    @BeforeAll
    void start() throws Exception {
        // The agent comes first: it waits for its control plane.
        Process agent = cluster.startAgent("runner-1", Docker.orProcess());
        cluster.startControlPlane();
        // Users are at another replica than the agent.
        RestAssured.port = cluster.startReplica();
        assertThat(agent.isAlive()).isTrue();
    }

    @AfterAll
    void stop() throws Exception {
        repository.close();
        cluster.close();
    }

    @Test
    void everyPlantedDefectIsFoundWhereItIs() throws Exception {
        String id = Cluster.submit(Map.of("repository", repository.url(), "branch", "main"));
        JsonPath run = Cluster.ended(id);

        assertThat(run.getString("failure.message")).isNull();
        assertThat(run.getString("status")).isEqualTo("success");
        assertThat(run.getString("commit.sha")).isEqualTo(planted);
        assertThat(run.getString("commit.message")).isEqualTo("Plant");
        List<Map<String, Object>> issues = run.getList("results.issues");
        assertThat(issues.stream().map(issue -> issue.get("file") + ":" + issue.get("line") + " " + issue.get("type")))
                .contains(
                        PlantedRepository.AWKWARD + ":5 EmptyCatchBlock",
                        "src/Leak.java:2 leaked-secret",
                        "merge.txt:2 merge-conflict",
                        "src/app.js:2 AssignmentInCondition")
                .anyMatch(found -> found.startsWith("src/Broken.java:") && found.endsWith("unparsable-file"))
                .anyMatch(found -> found.startsWith("big.txt:") && found.endsWith("oversized-file"))
                .anyMatch(found -> found.startsWith("pixel.bin:") && found.endsWith("binary-file"))
                .noneMatch(found -> found.startsWith("src/Old.java"));
        assertThat(issues)
                .allSatisfy(
                        issue -> assertThat((String) issue.get("fingerprint")).hasSize(32));
        assertThat(run.getString("$")).doesNotContain("ghp_aB3dE5fG7hJ9").doesNotContain("root:x:0");
        assertThat(run.getLong("metrics.cloneMs")).isPositive();
        assertThat(run.getLong("metrics.reviewMs")).isPositive();

        JsonPath gate = Cluster.gate(id);
        assertThat(gate.getString("status")).isEqualTo("failed");
        assertThat(gate.getString("reason")).isEqualTo("findings");
        assertThat(gate.getList("results.test_name")).contains(PlantedRepository.AWKWARD);
        assertThat(String.join("\n", Cluster.log(id)))
                .contains("no model is configured")
                .contains(Docker.orProcess().equals("docker") ? "no network" : "no sandbox");
        Awaitility.await().atMost(Cluster.PATIENCE).until(() -> leftovers().isEmpty());
    }

    @Test
    void fingerprintsOutliveLinesThatCome() throws Exception {
        String before = fingerprint(Cluster.ended(
                Cluster.submit(Map.of("repository", repository.url(), "commit", planted, "scope", "all"))));
        try (PlantedRepository copy = new PlantedRepository(cluster.data().resolve("shifted"))) {
            copy.write("src/Old.java", "// one\n// two\n" + oldJava());
            String moved = copy.commit("Shift");
            JsonPath run =
                    Cluster.ended(Cluster.submit(Map.of("repository", copy.url(), "commit", moved, "scope", "all")));

            assertThat(fingerprint(run)).isEqualTo(before);
        }
    }

    private static String oldJava() {
        return "class Old {\n    void run() {\n        try {\n            System.exit(1);\n"
                + "        } catch (RuntimeException e) {\n        }\n    }\n}\n";
    }

    private static String fingerprint(JsonPath run) {
        return run.getString(
                "results.issues.find { it.file == 'src/Old.java' && it.type == 'EmptyCatchBlock' }" + ".fingerprint");
    }

    @Test
    void withABaseOnlyChangedLinesAreReported() throws Exception {
        try (PlantedRepository lines = new PlantedRepository(cluster.data().resolve("lines"))) {
            lines.write(
                    "src/Old.java", oldJava() + "class New {\n    void f() { try { f(); } catch (Error e) { } }\n}\n");
            String head = lines.commit("Add a second defect");
            JsonPath run = Cluster.ended(Cluster.submit(
                    Map.of("repository", lines.url(), "commit", head, "base", "main", "scope", "lines")));
            assertThat(run.getString("failure.message")).isNull();
            assertThat(run.getList("results.issues")).isEmpty();

            JsonPath sinceFirst = Cluster.ended(Cluster.submit(
                    Map.of("repository", lines.url(), "commit", head, "base", lines.first(), "scope", "lines")));
            assertThat(sinceFirst.getList("results.issues.line", Integer.class))
                    .isNotEmpty()
                    .allMatch(line -> line > 8);
        }
    }

    @Test
    void aCommitThatIsNotThereFailsTheRun() {
        JsonPath run = Cluster.ended(Cluster.submit(Map.of("repository", repository.url(), "commit", "a".repeat(40))));

        assertThat(run.getString("failure.reason")).isEqualTo("ref_not_found");
    }

    @Test
    @EnabledIf(value = "dev.paddock.e2e.Docker#answers", disabledReason = "no Docker engine")
    void anyImageThatWritesSarifIsAReviewer() throws Exception {
        Docker.shellImage(
                SARIF_IMAGE,
                sarifScript(),
                Files.createDirectories(cluster.data().resolve("sarif")));
        try {
            Cluster.admin()
                    .body(Map.of("name", "shell", "image", SARIF_IMAGE, "success_exit_codes", List.of(0, 1)))
                    .post("/v1/agents")
                    .then()
                    .statusCode(201);
            String id = Cluster.submit(
                    Map.of("repository", repository.url(), "commit", planted, "agent_id", "shell", "scope", "all"));
            JsonPath run = Cluster.ended(id);

            assertThat(run.getString("failure.message")).isNull();
            assertThat(run.getList("results.issues.file")).containsExactly("src/Leak.java");
            assertThat(run.getString("results.issues[0].severity")).isEqualTo("warning");
            assertThat(run.getString("results.issues[0].type")).isEqualTo("shell-rule");
            assertThat(Cluster.log(id)).contains("a line of the shell").anyMatch(line -> line.contains("outside"));
        } finally {
            Docker.remove(SARIF_IMAGE, cluster.data());
        }
    }

    private static String sarifScript() {
        return """
                echo 'a line of the shell'
                /bin/busybox cat > /paddock/out/report.sarif <<'EOF'
                {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "shell"}}, "results": [
                  {"ruleId": "shell-rule", "level": "warning", "message": {"text": "Look here"},
                   "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/Leak.java"},
                     "region": {"startLine": 2}}}]},
                  {"ruleId": "shell-rule", "level": "error", "message": {"text": "Elsewhere"},
                   "locations": [{"physicalLocation": {"artifactLocation": {"uri": "../../etc/passwd"},
                     "region": {"startLine": 1}}}]}]}]}
                EOF
                exit 1
                """;
    }

    private List<Path> leftovers() throws Exception {
        Path tasks = cluster.data().resolve("work-runner-1");
        try (Stream<Path> all = Files.walk(tasks)) {
            return all.filter(path -> path.endsWith("tree")).toList();
        }
    }
}
