package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.child.Confinement;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One run of the real Allure.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RunAllureTest {

    private static final ReportConfig NOTHING = new ReportConfig(Map.of(), List.of());

    private final AllureConfig config;
    private final VersionStore versions;
    private final Confinement confinement;
    private final BaseConfig base;
    private final ObjectMapper json;
    private final Jdbi ledger;

    @TempDir
    Path folder;

    private Workplace place;

    RunAllureTest(
            AllureConfig config,
            VersionStore versions,
            Confinement confinement,
            BaseConfig base,
            ObjectMapper json,
            Jdbi ledger) {
        this.config = config;
        this.versions = versions;
        this.confinement = confinement;
        this.base = base;
        this.json = json;
        this.ledger = ledger;
    }

    @BeforeEach
    void workplace() throws IOException {
        place = new Workplace(folder.toRealPath());
        Files.createDirectory(place.results());
    }

    private RunAllure with(AllureConfig settings) {
        AllureTool tool = new AllureTool(settings, new Npm(settings, json));
        return new RunAllure(tool, versions, confinement, settings, base, json);
    }

    private RunAllure.Made run(AllureConfig settings, ReportConfig overrides) throws IOException, InterruptedException {
        RunAllure allure = with(settings);
        return allure.run(place, allure.merged(overrides));
    }

    private void result(String name) throws IOException {
        Files.writeString(place.results().resolve(name + "-result.json"), TestBuilds.result(name, "passed"));
    }

    @Test
    void aReportHasAPageAndALineOfHistory() throws Exception {
        result("pays");

        assertThat(run(config, NOTHING)).isEqualTo(new RunAllure.Made.Report(List.of()));

        assertThat(place.site().resolve("index.html")).isRegularFile();
        assertThat(Files.readAllLines(place.history())).hasSize(1);
    }

    @Test
    void aResultThatAllureCannotReadIsToldWithoutAStackTrace() throws Exception {
        result("pays");
        Files.writeString(place.results().resolve("half-result.json"), "{\"name\":");

        assertThat(run(config, NOTHING))
                .isInstanceOfSatisfying(
                        RunAllure.Made.Report.class,
                        made -> assertThat(made.complaints())
                                .isNotEmpty()
                                .allMatch(line -> line.contains("half-result.json"))
                                .noneMatch(line -> line.contains("node_modules")));
    }

    /// Such a line ends Allure; the server never gives it one, and finds out if one gets there all the same.
    @Test
    void aRunThatEndsWithoutAReportSaysWhatAllureSaid() throws Exception {
        result("pays");
        Files.writeString(place.history(), "{corrupt\n");

        assertThat(run(config, NOTHING))
                .isInstanceOfSatisfying(
                        RunAllure.Made.Nothing.class,
                        made -> assertThat(made.reason()).contains("no report").contains("JSON"));
    }

    @Test
    void aHugeSetThatRunsOutOfTimeIsStopped() throws Exception {
        huge(20_000, 10);
        // So that it is not the installation that takes the time.
        assertThat(new AllureTool(config, new Npm(config, json)).require(versions.chosen()))
                .isInstanceOf(AllureTool.Found.Ready.class);

        RunAllure.Made made = run(TightConfig.of(config).withTime(Duration.ofSeconds(1)), NOTHING);

        assertThat(made)
                .isInstanceOfSatisfying(
                        RunAllure.Made.Nothing.class,
                        nothing -> assertThat(nothing.reason()).contains("longer than 1 seconds"));
    }

    @Test
    void aHugeSetThatRunsOutOfMemoryIsStopped() throws Exception {
        huge(1_000, 100_000);

        RunAllure.Made made = run(TightConfig.of(config).withHeap(64), NOTHING);

        assertThat(made)
                .isInstanceOfSatisfying(
                        RunAllure.Made.Nothing.class,
                        nothing -> assertThat(nothing.reason()).contains("memory"));
    }

    private void huge(int tests, int characters) throws IOException {
        String trace = "x".repeat(characters);
        for (int i = 0; i < tests; i++) {
            try (BufferedWriter file = Files.newBufferedWriter(place.results().resolve(i + "-result.json"))) {
                file.write("{\"uuid\":\"" + UUID.randomUUID() + "\",\"name\":\"t" + i + "\",\"historyId\":\"h" + i
                        + "\",\"status\":\"failed\",\"statusDetails\":{\"trace\":\"" + trace + "\"}}");
            }
        }
    }

    /// Another replica installed it for itself and chose it; this one has an empty folder.
    @Test
    void aReplicaThatMissesTheChosenVersionInstallsItBeforeItsNextReport() throws Exception {
        result("pays");
        Path own = folder.resolve("versions");
        versions.choose(new AllureVersion("3.17.0"));
        try {
            assertThat(run(TightConfig.of(config).withFolder(own), NOTHING)).isInstanceOf(RunAllure.Made.Report.class);
        } finally {
            ledger.useHandle(handle -> handle.execute("delete from allure_version"));
        }
        try (Stream<Path> versionsThere = Files.list(own)) {
            assertThat(versionsThere).containsExactly(own.resolve("3.17.0"));
        }
        assertThat(Files.readString(own.resolve("3.17.0/node_modules/allure/package.json")))
                .contains("\"version\": \"3.17.0\"");
    }

    @Test
    void withoutNodeOrNpmItIsSaidWhatToInstall() throws Exception {
        result("pays");
        TightConfig tight = TightConfig.of(config);

        assertThat(run(tight.withPrograms("no-such-node", "npm"), NOTHING))
                .isInstanceOfSatisfying(
                        RunAllure.Made.Nothing.class,
                        made -> assertThat(made.reason()).contains("no Node.js (no-such-node)"));
        AllureTool tool = new AllureTool(
                tight.withPrograms("node", "no-such-npm"), new Npm(tight.withPrograms("node", "no-such-npm"), json));
        assertThat(tool.require(new AllureVersion("0.0.9")))
                .isInstanceOfSatisfying(
                        AllureTool.Found.Missing.class,
                        missing -> assertThat(missing.reason()).contains("no npm (no-such-npm)"));
    }
}
