package dev.paddock.proving.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.proving.bench.load.Ledger;
import dev.paddock.proving.site.Site;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.cli.Logging;
import dev.paddock.standalone.cli.Paddock;
import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.stack.Shutdown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./paddock bench`.
@Command(
        name = "bench",
        description = {
            "Measures Paddock on this machine: real HTTP, a real ledger with fsync on, a real Kafka with acks=all,"
                    + " runners that review nothing.",
            "It needs the machine for itself for some ten minutes."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 measured, 2 wrong usage, 3 could not run."})
public final class BenchCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--runners", paramLabel = "N", description = "Runners that drain a queue (default: 64).")
    private int runners = 64;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Most runs of one measurement; queues grow from a tenth to ten times that (default: 10000).")
    private int runs = 10_000;

    @Option(names = "--replicas", paramLabel = "R", description = "Control planes compared with one (default: 2).")
    private int replicas = 2;

    @Option(names = "--seconds", paramLabel = "S", description = "Longest time of one measurement (default: 8).")
    private int seconds = 8;

    @Option(names = "--pollers", paramLabel = "N", description = "Most idle long-polling runners (default: 1000).")
    private int pollers = 1000;

    @Option(names = "--fleet", paramLabel = "N", description = "Most runners with heartbeats (default: 10000).")
    private int fleet = 10_000;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Measures this and nothing else: ${COMPLETION-CANDIDATES}. May be repeated.")
    private List<Figure> only = List.of();

    @Option(names = "--json", description = "Prints one JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        BenchPlan plan = plan();
        Logging.silence();
        Layout layout = Paddock.layout();
        Files.createDirectories(layout.data());
        // On the disk that a real stack would use: a folder for temporary files may lie in memory.
        Path data = Files.createTempDirectory(layout.data(), "bench");
        try (var ending = Shutdown.guard(0)) {
            ending.add(() -> delete(data));
            Report report = measure(plan, layout, data, ending, System.err::println);
            if (json) {
                System.out.println(
                        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
            } else {
                new ReportTable(System.out).print(report);
            }
        }
        return 0;
    }

    static Report measure(BenchPlan plan, Layout layout, Path data, Shutdown ending, Consumer<String> say)
            throws Exception {
        say.accept("starting PostgreSQL and Kafka…");
        Site site = Site.open(layout, data);
        ending.add(site::close);
        try (var ledger = new Ledger(site)) {
            return new Bench(site, ledger, plan, say).measure();
        }
    }

    private BenchPlan plan() {
        atLeastOne("--runners", runners);
        atLeastOne("--runs", runs);
        atLeastOne("--replicas", replicas);
        atLeastOne("--seconds", seconds);
        atLeastOne("--pollers", pollers);
        atLeastOne("--fleet", fleet);
        var figures = only.isEmpty() ? EnumSet.allOf(Figure.class) : EnumSet.copyOf(only);
        return new BenchPlan(runners, runs, replicas, Duration.ofSeconds(seconds), pollers, fleet, figures);
    }

    private void atLeastOne(String option, int value) {
        if (value < 1 && spec != null) {
            throw new ParameterException(spec.commandLine(), "%s is %d; give 1 or more.".formatted(option, value));
        }
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
