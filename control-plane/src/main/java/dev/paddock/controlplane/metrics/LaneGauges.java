package dev.paddock.controlplane.metrics;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.scaling.DesiredRunners;
import dev.paddock.model.fleet.LaneNeed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Shows how many runners each lane should have, as `GET /api/fleet/desired` says it without parameters: the lane of
/// runs without tags, those that are configured, and the busiest ones. Every replica shows the same; while the ledger
/// does not answer they are away.
@Singleton
class LaneGauges {

    /// One figure of all lanes.
    private record Figure(MultiGauge gauge, ToDoubleFunction<LaneNeed> value) {

        void show(List<LaneNeed> lanes) {
            gauge.register(
                    lanes.stream()
                            .map(lane -> Row.of(Tags.of("lane", lane.lane()), value.applyAsDouble(lane)))
                            .toList(),
                    true);
        }
    }

    private final DesiredRunners desired;
    private final MetricsConfig config;
    private final List<Figure> figures;
    private final LookRest rest = new LookRest();

    LaneGauges(DesiredRunners desired, MetricsConfig config, MeterRegistry meters) {
        this.desired = desired;
        this.config = config;
        this.figures = List.of(
                figure(meters, "desired", "Runners that the lane should have", LaneNeed::desired),
                figure(meters, "waiting", "Tasks that a runner of the lane could take now", LaneNeed::waiting),
                figure(meters, "assigned", "Tasks of the lane that runners have", LaneNeed::assigned),
                figure(meters, "idle", "Free slots of the runners that serve the lane", LaneNeed::idle));
    }

    @Produces
    @Singleton
    Chore looksAtLanes() {
        return new Chore("lane metrics", config.look(), this::look);
    }

    private boolean look() {
        long begun = System.nanoTime();
        if (!rest.isOver(begun)) {
            return false;
        }
        try {
            List<LaneNeed> lanes = desired.ofBusiest(config.lanes());
            figures.forEach(figure -> figure.show(lanes));
        } catch (RuntimeException e) {
            // An old figure would look like a new one.
            figures.forEach(figure -> figure.show(List.of()));
            throw e;
        }
        rest.begin(begun, System.nanoTime());
        return false;
    }

    private static Figure figure(
            MeterRegistry meters, String name, String description, ToDoubleFunction<LaneNeed> value) {
        return new Figure(
                MultiGauge.builder("paddock.fleet." + name)
                        .description(description)
                        .register(meters),
                value);
    }
}
