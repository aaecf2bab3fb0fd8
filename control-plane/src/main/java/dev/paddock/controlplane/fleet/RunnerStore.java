package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.runner.RunnerStatus;
import dev.paddock.model.runner.RunnerView;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `runner`.
@Singleton
public class RunnerStore {

    /// A registered runner and what only the server sees of it.
    ///
    /// @param keyId the key it belongs to
    /// @param session its newest process
    public record Registered(RunnerView view, String keyId, String session, boolean deregistered) {}

    /// A row as [#registered] reads it; `:offline` is to be bound.
    static final String COLUMNS = """
            id, key_id, name, version, tags, max_concurrency, session, current_jobs, draining, registered_at,
            last_heartbeat_at, deregistered_at, reported, (deregistered_at is null and reported <> 'offline'
                and greatest(last_heartbeat_at, registered_at) > now() - :offline * interval '1 millisecond') as alive
            """;

    private final Jdbi jdbi;
    private final FleetConfig config;

    RunnerStore(Jdbi jdbi, FleetConfig config) {
        this.jdbi = jdbi;
        this.config = config;
    }

    /// The runner, deregistered ones included, or empty.
    public Optional<Registered> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + " from runner where id = :id")
                .bind("id", id)
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> registered(row))
                .findOne());
    }

    /// The runners by their id, deregistered ones included; unknown ones are left out.
    public Map<String, Registered> findAll(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + " from runner where id = any(:ids)")
                .bindArray("ids", String.class, ids)
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> registered(row))
                .collect(Collectors.toMap(runner -> runner.view().id(), runner -> runner)));
    }

    /// As [#find], with the row locked.
    Optional<Registered> lock(String id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select " + COLUMNS + " from runner where id = :id for no key update")
                        .bind("id", id)
                        .bind("offline", config.offlineAfter().toMillis())
                        .map((row, context) -> registered(row))
                        .findOne());
    }

    /// All runners, the one last heard of first.
    List<RunnerView> list() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from runner order by last_heartbeat_at desc nulls last, id")
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> registered(row).view())
                .list());
    }

    /// Adds or updates a runner. A runner of another living key is left alone: empty.
    Optional<Registered> register(RunnerHeaders headers, String keyId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into runner (id, key_id, name, version, tags, max_concurrency, session)
                        values (:id, :key, :name, :version, :tags, :slots, :session)
                        on conflict (id) do update set key_id = :key, name = :name, version = :version, tags = :tags,
                            max_concurrency = :slots, session = :session, registered_at = now(),
                            current_jobs = 0, reported = 'online', deregistered_at = null
                        where runner.key_id = :key or not exists (select from api_key k where k.id = runner.key_id
                            and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
                        returning
                        """ + COLUMNS)
                .bind("id", headers.id())
                .bind("key", keyId)
                .bind("name", headers.name())
                .bind("version", headers.version())
                .bindArray("tags", String.class, headers.tags())
                .bind("slots", headers.slots())
                .bind("session", headers.session())
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> registered(row))
                .findOne());
    }

    /// Remembers that these runners ask for tasks. Waits for nobody: who is being changed is asked about next time.
    public void polled(List<String> ids) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        update runner set last_poll_at = now() where id in (
                            select id from runner where id = any(:ids) for no key update skip locked)
                        """).bindArray("ids", String.class, ids).execute());
    }

    /// Marks a runner as gone; empty when it is unknown.
    Optional<Registered> deregister(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        update runner set deregistered_at = coalesce(deregistered_at, now()), current_jobs = 0
                        where id = :id returning
                        """ + COLUMNS)
                .bind("id", id)
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> registered(row))
                .findOne());
    }

    /// Sets whether a runner drains; false when it does so already, or is unknown.
    boolean drain(String id, boolean draining) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update runner set draining = :draining where id = :id and draining <> :draining")
                        .bind("id", id)
                        .bind("draining", draining)
                        .execute())
                == 1;
    }

    static Registered registered(ResultSet row) throws SQLException {
        int jobs = row.getInt("current_jobs");
        RunnerStatus status = !row.getBoolean("alive")
                ? RunnerStatus.OFFLINE
                : jobs > 0 ? RunnerStatus.BUSY : RunnerStatus.of(row.getString("reported"));
        RunnerView view = new RunnerView(
                row.getString("id"),
                row.getString("name"),
                row.getString("version"),
                status,
                row.getInt("max_concurrency"),
                jobs,
                Columns.texts(row, "tags"),
                row.getBoolean("draining"),
                Columns.instantOrNull(row, "last_heartbeat_at"),
                Columns.instant(row, "registered_at"));
        return new Registered(
                view, row.getString("key_id"), row.getString("session"), row.getObject("deregistered_at") != null);
    }
}
