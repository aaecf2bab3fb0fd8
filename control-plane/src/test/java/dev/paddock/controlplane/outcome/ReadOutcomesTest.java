package dev.paddock.controlplane.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.ChildJvm;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How tests ended, by what they wrote and by what Allure made of it.
class ReadOutcomesTest {

    @TempDir
    Path folder;

    private Path results;
    private Path site;

    @BeforeEach
    void folders() throws IOException {
        results = Files.createDirectory(folder.resolve("results"));
        site = Files.createDirectory(folder.resolve("site"));
    }

    private void result(String name, String json) throws IOException {
        Files.writeString(results.resolve(name + "-result.json"), json);
    }

    private static String attempt(String test, String status, long start, long stop) {
        return """
                {"name": "n", "historyId": "%s", "steps": [{"status": "broken", "steps": [{}]}], "status": "%s",
                 "start": %d, "stop": %d}
                """.formatted(test, status, start, stop);
    }

    @Test
    void theLastAttemptOfATestCounts() throws IOException {
        result("a", attempt("one", "passed", 300, 350));
        result("b", attempt("one", "failed", 100, 200));
        result("c", attempt("two", "skipped", 5, 5));

        assertThat(ReadOutcomes.read(results, site).outcomes())
                .containsExactlyInAnyOrder(
                        new Outcome(Outcome.Status.PASSED, 50), new Outcome(Outcome.Status.SKIPPED, 0));
    }

    @Test
    void testsWithoutHistoryAreTestsOfTheirOwn() throws IOException {
        result("a", "{\"status\": \"passed\"}");
        result("b", "{\"status\": \"strange\", \"start\": 7}");

        assertThat(ReadOutcomes.read(results, site).outcomes())
                .extracting(Outcome::status)
                .containsExactlyInAnyOrder(Outcome.Status.PASSED, Outcome.Status.UNKNOWN);
    }

    @Test
    void aResultThatIsNoJsonIsNamed() throws IOException {
        result("good", attempt("one", "passed", 0, 1));
        result("half", "{\"status\": \"passed\"");
        result("list", "[]");

        ReadOutcomes.Read read = ReadOutcomes.read(results, site);

        assertThat(read.outcomes()).hasSize(1);
        assertThat(read.unreadable()).isEqualTo(2);
        assertThat(read.warnings()).hasSize(2).anyMatch(text -> text.contains("half-result.json"));
    }

    @Test
    void whatAllureFoundCountsWhereItSaysIt() throws IOException {
        result("a", attempt("one", "passed", 0, 1));
        Files.writeString(site.resolve("test-results.json"), """
                {"other": {"x": {"status": "failed"}}, "byId": {
                    "1": {"id": "1", "status": "passed", "duration": 1500},
                    "2": {"id": "2", "status": "failed"}}}
                """);

        assertThat(ReadOutcomes.read(results, site).outcomes())
                .containsExactly(new Outcome(Outcome.Status.PASSED, 1500), new Outcome(Outcome.Status.FAILED, 0));
    }

    @Test
    void aHundredMegabytesOfNamesGoThroughLittleMemory() throws Exception {
        try (BufferedWriter file = Files.newBufferedWriter(results.resolve("names-result.json"))) {
            file.write("{\"status\": \"passed\"");
            for (int i = 0; i < 2_000; i++) {
                file.write(",\"" + "x".repeat(49_990) + i + "\": " + (i % 2 == 0 ? "\"\"" : "1"));
            }
            file.write(", \"in\": {\"" + "y".repeat(49_990) + "\": 1}}");
        }

        assertThat(ChildJvm.run(40, ReadsOutcomes.class, results.toString(), site.toString()))
                .startsWith(new Counts(1, 0, 0, 1) + " 0 []");
    }

    @Test
    void testsWithLongIdsGoThroughLittleMemoryAndAreToldApart() throws Exception {
        String id = "x".repeat(1_000_000);
        for (int i = 0; i < 100; i++) {
            result("a" + i, attempt(id + i / 2, "passed", i, i));
        }
        result("longer", attempt(id.repeat(2), "passed", 0, 0));

        assertThat(ChildJvm.run(40, ReadsOutcomes.class, results.toString(), site.toString()))
                .startsWith(new Counts(50, 0, 0, 50) + " 1 [The result longer-result.json");
    }

    @Test
    void whereAllureWroteWhatCannotBeReadTheTestsOwnResultsCount() throws IOException {
        result("a", attempt("one", "passed", 0, 1));
        Files.writeString(site.resolve("test-results.json"), "{\"byId\": {\"1\": {\"status\": \"failed\"},");

        ReadOutcomes.Read read = ReadOutcomes.read(results, site);

        assertThat(read.outcomes()).containsExactly(new Outcome(Outcome.Status.PASSED, 1));
        assertThat(read.warnings()).singleElement().asString().contains("Allure's list");
    }
}
