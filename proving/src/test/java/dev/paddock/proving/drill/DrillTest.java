package dev.paddock.proving.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.proving.cli.Proving;
import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.stage.Pace;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.cli.Paddock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrillTest {

    @Test
    void nothingIsLostOrDoneTwiceWhateverBreaks(@TempDir Path folder) throws Exception {
        Layout layout = Layout.of(Path.of(".."), Map.of());
        List<Fault> faults = Faults.all();
        var plan = new Drill.Plan(1, faults, Duration.ZERO, Pace.brief(), DrillCommand.containers(System.getenv()));

        Report report = new Drill(layout, plan, System.err::println).run(folder);

        assertThat(report.faults())
                .allSatisfy(row -> assertThat(row.violations()).as(row.fault()).isEmpty());
        assertThat(report.held()).isTrue();
        assertThat(report.faults()).extracting(Row.Line::fault).containsExactlyElementsOf(names(faults));
        assertThat(report.faults())
                .allSatisfy(row -> assertThat(row.tries() > 0)
                        .as("%s is tried, or it is said why not", row.fault())
                        .isEqualTo(row.notTried() == null));
    }

    @Test
    void aFaultThatIsNotInTheTableIsWrongUsage() {
        assertThat(Paddock.execute(new Proving(), "drill", "--only", "earthquake"))
                .isEqualTo(2);
        assertThat(Paddock.execute(new Proving(), "drill", "--minutes", "-1")).isEqualTo(2);
    }

    private static List<String> names(List<Fault> faults) {
        return faults.stream().map(Fault::name).toList();
    }
}
