package dev.paddock.proving.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.Trial;
import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.proving.drill.stage.Stage;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.services.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The short drill, without its longest faults.
class ShortDrillTest {

    private static final long SEED = 4711;

    /// Half a minute to a minute each.
    private static final Set<String> LONG = Set.of("rolling-restart", "disk-full", "wrong-clocks");

    /// How often those are tried that are tried more often else.
    private static final Map<String, Integer> TRIES =
            Map.of("kill-replica", 1, "kill-runner", 1, "one-key", 1, "ledger-restart", 1, "partition", 2);

    @Test
    void nothingIsLostOrDoneTwiceWhateverBreaks() throws Exception {
        // Not a folder that JUnit removes: what the programs said stays when something did not hold.
        Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "drill")
                .toAbsolutePath();
        List<Fault> faults = Faults.all().stream()
                .filter(fault -> !LONG.contains(fault.name()))
                .<Fault>map(fault -> new Fewer(fault, TRIES.getOrDefault(fault.name(), fault.tries())))
                .toList();
        var plan = new Drill.Plan(SEED, faults, Duration.ZERO, Pace.brief(), DrillCommand.containers(System.getenv()));

        Report report = new Drill(Layout.of(Path.of(".."), Map.of()), plan, System.err::println).run(folder);

        report.print(System.err);
        assertThat(report.faults())
                .hasSameSizeAs(faults)
                .allSatisfy(row -> assertThat(row.violations()).as(row.fault()).isEmpty());
        // What this machine cannot have is said in the table; CI's has everything.
        assertThat(report.faults())
                .filteredOn(row -> row.notTried() == null || System.getenv("PADDOCK_CI") != null)
                .extracting(Row.Line::verdict)
                .containsOnly("held");
        Folders.delete(folder);
    }

    private record Fewer(Fault fault, int tries) implements Fault {

        @Override
        public String name() {
            return fault.name();
        }

        @Override
        public String expectation() {
            return fault.expectation();
        }

        @Override
        public Optional<String> obstacle(Stage stage) {
            return fault.obstacle(stage);
        }

        @Override
        public void inject(Stage stage, Trial trial) throws Exception {
            fault.inject(stage, trial);
        }
    }
}
