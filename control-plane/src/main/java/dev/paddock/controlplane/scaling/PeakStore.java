package dev.paddock.controlplane.scaling;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.fleet.Peak;
import dev.paddock.model.fleet.ScalingPolicy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `lane_peak`: what lanes asked for at most in each step of the last hour.
@Singleton
class PeakStore {

    private static final Duration PRUNE = Duration.ofMinutes(1);

    private final Jdbi jdbi;

    PeakStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Produces
    @Singleton
    Chore pruning() {
        return new Chore("lane peaks", PRUNE, this::prune);
    }

    /// The peaks of the lanes that are younger than `since`, by the lane's name; a lane without any is left out.
    Map<String, List<Peak>> since(Collection<String> lanes, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select lane, at, tasks, runners from lane_peak where lane = any(:lanes) and at > :since
                        """)
                .bindArray("lanes", String.class, List.copyOf(lanes))
                .bind("since", since)
                .map((row, context) -> Map.entry(
                        row.getString("lane"),
                        new Peak(Columns.instant(row, "at"), row.getInt("tasks"), row.getInt("runners"))))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
    }

    /// Adds to the peaks of the lanes.
    void raise(Map<String, Peak> peaks) {
        // In one order, so that two who raise the same do not wait for each other.
        List<Map.Entry<String, Peak>> sorted =
                peaks.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into lane_peak as old (lane, at, tasks, runners)
                        select * from unnest(:lanes, :times::timestamptz[], :tasks, :runners)
                        on conflict (lane, at) do update set tasks = greatest(old.tasks, excluded.tasks),
                            runners = greatest(old.runners, excluded.runners)
                        """)
                .bindArray(
                        "lanes",
                        String.class,
                        sorted.stream().map(Map.Entry::getKey).toList())
                .bindArray(
                        "times",
                        String.class,
                        sorted.stream()
                                .map(one -> one.getValue().at().toString())
                                .toList())
                .bindArray(
                        "tasks",
                        Integer.class,
                        sorted.stream().map(one -> one.getValue().tasks()).toList())
                .bindArray(
                        "runners",
                        Integer.class,
                        sorted.stream().map(one -> one.getValue().runners()).toList())
                .execute());
    }

    private boolean prune() {
        jdbi.useHandle(
                handle -> handle.createUpdate("delete from lane_peak where at < now() - :kept * interval '1 second'")
                        .bind("kept", ScalingPolicy.LONGEST.plus(Peak.STEP).toSeconds())
                        .execute());
        return false;
    }
}
