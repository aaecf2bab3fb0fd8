package dev.paddock.controlplane.metrics;

import dev.paddock.controlplane.loop.Chore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Shows what waits in the ledger. Every replica shows the same figures, each as it saw them last; while the ledger
/// does not answer they are not there, or `NaN`.
@Singleton
class BacklogGauges {

    private record Seen(
            BacklogStore.Slots slots,
            BacklogStore.Lag announcements,
            BacklogStore.Lag runEvents,
            BacklogStore.Lag runnerEvents,
            BacklogStore.Lag webhooks) {}

    private final BacklogStore store;
    private final WaitStore waits;
    private final MetricsConfig config;
    private final MeterRegistry meters;
    private final MultiGauge pending;
    private final MultiGauge oldest;
    private final MultiGauge stalled;
    private volatile @Nullable Seen seen;
    private final LookRest rest = new LookRest();

    BacklogGauges(BacklogStore store, WaitStore waits, MetricsConfig config, MeterRegistry meters) {
        this.store = store;
        this.waits = waits;
        this.config = config;
        this.meters = meters;
        this.pending = MultiGauge.builder("paddock.tasks.pending")
                .description("Tasks that no runner has yet, by lane and by what they wait for")
                .register(meters);
        this.oldest = seconds("oldest", "For how long the oldest of the lane's next tasks has been ready");
        this.stalled = seconds("stalled", "For how long the lane has had ready tasks and none was claimed");
    }

    void start(@Observes StartupEvent event) {
        slots("free", BacklogStore.Slots::free);
        slots("busy", BacklogStore.Slots::busy);
        slots("silent", BacklogStore.Slots::silent);
        slots("offline", BacklogStore.Slots::offline);
        slots("draining", BacklogStore.Slots::draining);
        lag("paddock.announcements", "ready tasks that are not on their topic", Seen::announcements);
        lag("paddock.events", "events of runs that are not on their topic", Seen::runEvents);
        lag("paddock.runner.events", "events of runners that are not on their topic", Seen::runnerEvents);
        lag("paddock.webhook.messages", "messages that webhooks have not taken, by when they are due", Seen::webhooks);
    }

    @Produces
    @Singleton
    Chore looks() {
        return new Chore("metrics", config.look(), this::look);
    }

    private boolean look() {
        long begun = System.nanoTime();
        if (!rest.isOver(begun)) {
            return false;
        }
        try {
            pending.register(
                    store.pending(config.lanes()).stream()
                            .map(one -> Row.of(Tags.of("lane", one.lane(), "reason", one.reason()), one.tasks()))
                            .toList(),
                    true);
            List<WaitStore.Wait> lanes = waits.waits(config.lanes());
            show(oldest, lanes, WaitStore.Wait::oldest);
            show(stalled, lanes, WaitStore.Wait::stalled);
            seen = new Seen(
                    store.slots(), store.announcements(), store.runEvents(), store.runnerEvents(), store.webhooks());
        } catch (RuntimeException e) {
            // An old figure would look like a new one.
            List.of(pending, oldest, stalled).forEach(gauge -> gauge.register(List.of(), true));
            seen = null;
            throw e;
        }
        rest.begin(begun, System.nanoTime());
        return false;
    }

    private MultiGauge seconds(String name, String description) {
        return MultiGauge.builder("paddock.tasks." + name)
                .description(description)
                .baseUnit("seconds")
                .register(meters);
    }

    private static void show(MultiGauge gauge, List<WaitStore.Wait> lanes, ToDoubleFunction<WaitStore.Wait> value) {
        gauge.register(
                lanes.stream()
                        .map(one -> Row.of(Tags.of("lane", one.lane()), value.applyAsDouble(one)))
                        .toList(),
                true);
    }

    private void slots(String state, ToDoubleFunction<BacklogStore.Slots> count) {
        Gauge.builder("paddock.runner.slots", this, gauges -> gauges.read(now -> count.applyAsDouble(now.slots())))
                .description("Tasks that the registered runners can have at once, by what the slots do")
                .tag("state", state)
                .register(meters);
    }

    private void lag(String name, String what, Function<Seen, BacklogStore.Lag> lag) {
        Gauge.builder(
                        name + ".waiting",
                        this,
                        gauges -> gauges.read(now -> lag.apply(now).rows()))
                .description("Rows: " + what)
                .register(meters);
        Gauge.builder(
                        name + ".oldest",
                        this,
                        gauges -> gauges.read(now -> lag.apply(now).oldest()))
                .description("Age of the oldest of the " + what)
                .baseUnit("seconds")
                .register(meters);
    }

    private double read(ToDoubleFunction<Seen> figure) {
        Seen now = seen;
        return now == null ? Double.NaN : figure.applyAsDouble(now);
    }
}
