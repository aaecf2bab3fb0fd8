package dev.paddock.controlplane.allure;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.child.Confinement;
import dev.paddock.controlplane.child.Ended;
import dev.paddock.controlplane.child.Limits;
import dev.paddock.controlplane.storage.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes one report.
@Singleton
public class RunAllure {

    /// What became of a run. Allure's exit status says little; the files do.
    public sealed interface Made {

        /// There is a report.
        ///
        /// @param complaints what Allure said was wrong, a line each
        record Report(List<String> complaints) implements Made {}

        /// There is none.
        ///
        /// @param reason one sentence, or more with what Allure said
        record Nothing(String reason) implements Made {}

        /// There is none, for Allure cannot be installed now; later it may be.
        ///
        /// @param reason as of [Nothing]
        record NotNow(String reason) implements Made {}
    }

    /// What it gets of the config: the gate is not its business.
    private static final List<String> PASSED_ON =
            List.of("name", "variables", "hideLabels", "defaultLabels", "plugins");

    private static final Pattern COMPLAINT =
            Pattern.compile("(?i)^(\\S*error\\b|can't |cannot |failed |plugin |warning).*");
    private static final Pattern COLOURS = Pattern.compile("\\u001b\\[[0-9;]*[A-Za-z]");
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\\t]]");
    private static final int MOST_COMPLAINTS = 20;
    private static final int MOST_CHARACTERS = 300;
    private static final int LAST_LINES = 5;

    private final AllureTool tool;
    private final VersionStore versions;
    private final Confinement confinement;
    private final AllureConfig config;
    private final BaseConfig base;
    private final ObjectMapper json;

    RunAllure(
            AllureTool tool,
            VersionStore versions,
            Confinement confinement,
            AllureConfig config,
            BaseConfig base,
            ObjectMapper json) {
        this.tool = tool;
        this.versions = versions;
        this.confinement = confinement;
        this.config = config;
        this.base = base;
        this.json = json;
    }

    /// What a report is made with: the server's own config, and `overrides` over it.
    public ReportConfig merged(ReportConfig overrides) {
        return base.config().with(overrides);
    }

    /// Makes a report of the results in `place`, with the version that was chosen, which is installed first where it is
    /// missing. Interrupted, it stops at once.
    ///
    /// Throws [IOException] when the server's own disk or system fails.
    public Made run(Workplace place, ReportConfig wanted) throws IOException, InterruptedException {
        AllureTool.Found found = tool.require(versions.chosen());
        return switch (found) {
            case AllureTool.Found.Missing(String reason) -> new Made.Nothing(reason);
            case AllureTool.Found.NotNow(String reason) -> new Made.NotNow(reason);
            case AllureTool.Found.Ready(List<String> command) -> judge(place, run(place, wanted, command));
        };
    }

    private Ended run(Workplace place, ReportConfig wanted, List<String> program)
            throws IOException, InterruptedException {
        Map<String, @Nullable Object> members = new TreeMap<>(wanted.members());
        members.keySet().retainAll(PASSED_ON);
        members.put("output", place.site().toString());
        members.put("historyPath", place.history().toString());
        Files.write(place.config(), json.writeValueAsBytes(members));
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(
                "generate",
                place.results().toString(),
                "--config",
                place.config().toString()));
        Ended ended = confinement.run(
                command,
                place.folder(),
                new Limits(config.time(), config.dataMebibytes(), config.addressMebibytes(), config.fileMebibytes()));
        expectRoom(place, ended);
        return ended;
    }

    /// Allure may leave out what it cannot write, and what is there then looks like a report.
    private static void expectRoom(Workplace place, Ended ended) throws IOException {
        // It says so where it has removed something again, and says nothing where it goes on.
        if (ended.output().contains("ENOSPC") || StorageException.isFull(new IOException("unsaid"), place.folder())) {
            throw new IOException("Allure found no space left on the disk of " + place.folder());
        }
    }

    private Made judge(Workplace place, Ended ended) {
        List<String> lines = COLOURS.matcher(ended.output())
                .replaceAll("")
                .lines()
                // It repeats what it cannot read.
                .map(line -> CONTROLS.matcher(line).replaceAll("?"))
                .toList();
        if (ended.timedOut()) {
            return new Made.Nothing("Allure took longer than " + config.time().toSeconds()
                    + " seconds and was stopped; send fewer results, or raise paddock.allure.time.");
        }
        if (ended.output().contains("out of memory") || ended.output().contains("Cannot allocate")) {
            return new Made.Nothing("Allure needed more memory than the " + config.heapMebibytes()
                    + " MiB that it may use; send fewer results, or raise paddock.allure.heap-mebibytes.");
        }
        // A program that was killed may have left half of it.
        if (ended.status() > 1 || !Files.isRegularFile(place.site().resolve("index.html"))) {
            return new Made.Nothing("Allure made no report (exit status " + ended.status() + "): " + lastOf(lines));
        }
        return new Made.Report(lines.stream()
                .filter(line -> COMPLAINT.matcher(line).matches())
                .map(RunAllure::shortened)
                .distinct()
                .limit(MOST_COMPLAINTS)
                .toList());
    }

    private static String lastOf(List<String> lines) {
        List<String> said = lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("at "))
                .map(RunAllure::shortened)
                .toList();
        return said.isEmpty()
                ? "it said nothing."
                : String.join(" | ", said.subList(Math.max(0, said.size() - LAST_LINES), said.size()));
    }

    private static String shortened(String line) {
        return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "…";
    }
}
