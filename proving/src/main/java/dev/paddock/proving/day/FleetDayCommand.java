package dev.paddock.proving.day;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./paddock fleet-day`.
@Command(
        name = "fleet-day",
        description = "Simulates a day of bursty runs under several ways to scale the runners; it takes a few seconds,"
                + " and decides as GET /api/fleet/desired does.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 simulated, 2 wrong usage, 3 could not run."})
public final class FleetDayCommand implements Callable<Integer> {

    @Option(names = "--seed", paramLabel = "N", description = "Another day (default: 1).")
    private long seed = 1;

    @Option(names = "--plot", paramLabel = "FILE", description = "Draws the days into this SVG file.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Prints one JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Comparison comparison = Comparison.of(seed);
        if (plot != null) {
            Files.writeString(plot, Plot.of(comparison));
        }
        System.out.println(
                json
                        ? new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(comparison)
                        : comparison.table().stripTrailing());
        return 0;
    }
}
