package dev.paddock.controlplane.fleet;

import dev.paddock.model.runner.RunnerStatus;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of heartbeats on `runner`: many in one statement.
@Singleton
public class HeartbeatStore {

    /// One runner's sign of life.
    ///
    /// @param keyId the key it came with; only the runner's own counts
    /// @param pollAgeSeconds since its newest poll began; null = it does not say
    /// @param leaving whether it stops, and takes nothing more
    public record Beat(
            String runner,
            String keyId,
            RunnerStatus status,
            int currentJobs,
            @Nullable Integer pollAgeSeconds,
            boolean leaving) {}

    private final Jdbi jdbi;
    private final FleetConfig config;

    HeartbeatStore(Jdbi jdbi, FleetConfig config) {
        this.jdbi = jdbi;
        this.config = config;
    }

    /// Stores signs of life, at most one for each runner and key. Returns the runners beaten; one that is unknown,
    /// another key's or deregistered is left alone. Their rows stay locked, taken in the order of their ids.
    public List<RunnerStore.Registered> beat(Collection<Beat> beats) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with beaten as (
                            select r.id as beaten_id, b.status, b.jobs, b.poll_age, b.leaves
                            from unnest(:ids, :keys, :states, :jobs, :ages, :leaves)
                                    as b (id, key_id, status, jobs, poll_age, leaves)
                                join runner r on r.id = b.id and r.key_id = b.key_id
                            where r.deregistered_at is null
                            order by r.id for no key update of r
                        )
                        update runner set last_heartbeat_at = now(), reported = status, current_jobs = jobs,
                            leaving = leaves,
                            last_poll_at = greatest(last_poll_at, now() - poll_age * interval '1 second')
                        from beaten where id = beaten_id returning
                        """ + RunnerStore.COLUMNS)
                .bindArray("ids", String.class, beats.stream().map(Beat::runner).toList())
                .bindArray("keys", String.class, beats.stream().map(Beat::keyId).toList())
                .bindArray(
                        "states",
                        String.class,
                        beats.stream().map(beat -> beat.status().wire()).toList())
                .bindArray(
                        "jobs",
                        Integer.class,
                        beats.stream().map(Beat::currentJobs).toList())
                .bindArray(
                        "ages",
                        Integer.class,
                        beats.stream().map(Beat::pollAgeSeconds).toList())
                .bindArray(
                        "leaves",
                        Boolean.class,
                        beats.stream().map(Beat::leaving).toList())
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> RunnerStore.registered(row))
                .list());
    }
}
