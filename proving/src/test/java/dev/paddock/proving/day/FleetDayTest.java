package dev.paddock.proving.day;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.fleet.ScalingPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FleetDayTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final List<Comparison> DAYS =
            LongStream.rangeClosed(1, 5).mapToObj(Comparison::of).toList();

    @Test
    void theDocumentShowsTheFiguresAndThePlotOfTheFirstDay() throws Exception {
        Comparison first = DAYS.getFirst();

        assertThat(Files.readString(DOCS.resolve("fleet.md"))).contains(first.table());
        assertThat(DOCS.resolve("fleet-day.svg")).hasContent(Plot.of(first));
    }

    @Test
    void aDayIsTheSameEachTime() {
        assertThat(Comparison.of(3)).isEqualTo(DAYS.get(2)).isNotEqualTo(DAYS.get(1));
    }

    @Test
    void everyRunIsCarriedOutUnderEveryPolicy() {
        assertThat(DAYS).allSatisfy(day -> {
            int runs = DayOfRuns.bursty(new Random(day.seed())).runs().size();
            assertThat(day.outcomes()).allSatisfy(one -> assertThat(one.runs()).isEqualTo(runs));
        });
    }

    @Test
    void whatTheEndpointSaysTakesNoRunFromItsPod() {
        assertThat(DAYS).allSatisfy(day -> {
            assertThat(day.outcomes())
                    .filteredOn(one -> !one.policy().equals("queue length only"))
                    .allSatisfy(one -> assertThat(one.cutRuns()).isZero());
            assertThat(of(day, "queue length only").cutRuns()).isPositive();
        });
    }

    @Test
    void aCoolDownCostsIdlePodsAndSavesWaiting() {
        assertThat(DAYS).allSatisfy(day -> {
            Outcome without = of(day, "no cool-down");
            Outcome usual = of(day, "default");
            Outcome longer = of(day, "half an hour");
            assertThat(usual.waitP50S()).isLessThan(without.waitP50S());
            assertThat(usual.started()).isLessThan(without.started());
            assertThat(usual.idlePodMinutes()).isBetween(without.idlePodMinutes(), longer.idlePodMinutes());
            assertThat(longer.started()).isLessThan(usual.started());
        });
    }

    @Test
    void aFleetIsGoneWhenNothingIsAskedOfIt() {
        DayOfRuns day = new DayOfRuns(List.of(new DayOfRuns.Run(3600, 120)));
        Autoscaler endpoint = Autoscaler.endpoint(new ScalingPolicy(2, 0, 60, Duration.ofMinutes(5)));

        Outcome outcome = Simulation.play("one run", day, Terms.usual(), endpoint, new Random(1));

        assertThat(outcome.minutes().get(59).pods()).isZero();
        assertThat(outcome.minutes().get(61).pods()).isEqualTo(1);
        // Two minutes of work and five of cool-down, with the time to start, the look and the step.
        assertThat(outcome.podMinutes()).isBetween(7L, 10L);
        assertThat(outcome.minutes().getLast().pods()).isZero();
    }

    private static Outcome of(Comparison day, String policy) {
        return day.outcomes().stream()
                .filter(one -> one.policy().equals(policy))
                .findFirst()
                .orElseThrow();
    }
}
