package dev.paddock.proving.drill;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.UsageError;
import dev.paddock.standalone.cli.Logging;
import dev.paddock.standalone.cli.Paddock;
import dev.paddock.standalone.containers.DockerEngine;
import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.stack.Shutdown;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./paddock drill`.
@Command(
        name = "drill",
        description = "Breaks a stack of its own in every way, and checks that nothing is lost or done twice.",
        mixinStandardHelpOptions = true,
        footer = {"", "Ends with 0 when everything held, 1 when something did not."})
public final class DrillCommand implements Callable<Integer> {

    private static final String REVIEWER = "paddock/reviewer:latest";

    @Option(names = "--seed", description = "Repeats a drill: the order of faults, their victims and moments.")
    private @Nullable Long seed;

    @Option(
            names = "--only",
            paramLabel = "FAULT",
            split = ",",
            description = "Tries this fault and no other. May be repeated.")
    private List<String> only = List.of();

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Goes on with random faults for so long after each was tried.")
    private int minutes;

    @Option(names = "--short", description = "Divides all durations by ten.")
    private boolean brief;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Logging.silence();
        List<Fault> faults = faults();
        if (minutes < 0) {
            throw new UsageError("--minutes takes a number from 0 on.");
        }
        Layout layout = Paddock.layout();
        Files.createDirectories(layout.data());
        Path folder = Files.createTempDirectory(layout.data(), "drill");
        Pace pace = brief ? Pace.brief() : Pace.production();
        long chosen = seed == null ? new SecureRandom().nextInt(1_000_000) : seed;
        var plan = new Drill.Plan(chosen, faults, Duration.ofMinutes(minutes), pace, containers(System.getenv()));
        Report report;
        // Whoever interrupts a drill leaves nothing running and nothing mounted.
        try (var _ = Shutdown.guard(0)) {
            report = new Drill(layout, plan, System.err::println).run(folder);
        }
        if (json) {
            System.out.println(report.json());
        } else {
            report.print(System.out);
        }
        if (report.held()) {
            Folders.delete(folder);
            return 0;
        }
        System.err.println("What all programs said is in " + folder.resolve("logs") + ".");
        return 1;
    }

    /// Containers where an engine has the reviewer's image, else processes.
    static String containers(Map<String, String> environment) {
        DockerEngine engine = DockerEngine.of(environment);
        return engine.answers() && engine.hasImage(REVIEWER) ? "docker" : "process";
    }

    private List<Fault> faults() {
        List<String> known = Faults.all().stream().map(Fault::name).toList();
        for (String name : only) {
            if (!known.contains(name)) {
                throw new UsageError(
                        "There is no fault \"%s\"; there are %s.".formatted(name, String.join(", ", known)));
            }
        }
        return Faults.all().stream()
                .filter(fault -> only.isEmpty() || only.contains(fault.name()))
                .toList();
    }
}
