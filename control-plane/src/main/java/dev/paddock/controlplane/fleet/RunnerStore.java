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
import org.jspecify.annotations.Nullable;

/// The SQL of `runner`.
@Singleton
public class RunnerStore {

    /// A registered runner and what only the server sees of it.
    ///
    /// @param keyId the key it belongs to
    /// @param session its newest process
    /// @param drained whether it was told to drain; the view says so too of one that stops by itself
    public record Registered(RunnerView view, String keyId, String session, boolean deregistered, boolean drained) {

        /// Whether it is heard of.
        boolean alive() {
            return view.status() != RunnerStatus.OFFLINE;
        }
    }

    /// A row as [#registered] reads it; `:offline` is to be bound.
    static final String COLUMNS = """
            id, key_id, name, version, tags, max_concurrency, session, current_jobs, draining, leaving, ephemeral,
            registered_at, last_heartbeat_at, deregistered_at, reported, is_heard_of(runner, :offline) as alive
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

    /// All runners but the ephemeral ones that deregistered, the one last heard of first.
    List<RunnerView> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + """
                         from runner where not ephemeral or deregistered_at is null
                        order by last_heartbeat_at desc nulls last, id
                        """)
                .bind("offline", config.offlineAfter().toMillis())
                .map((row, context) -> registered(row).view())
                .list());
    }

    /// Adds or updates a runner, unless it is of a key that is neither of the two: empty. The events of a runner that
    /// was removed and comes back are numbered on.
    ///
    /// @param former the key whose place `keyId` may take; null = none
    Optional<Registered> register(
            RunnerHeaders headers, String keyId, @Nullable String former, RunnerCredentials.Terms terms) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into runner (id, key_id, name, version, tags, max_concurrency, session, ephemeral,
                            event_seq)
                        values (:id, :key, :name, :version, :tags, :slots, :session, :ephemeral,
                            coalesce((select max(seq) from runner_event where runner_id = :id), 0))
                        on conflict (id) do update set key_id = :key, name = :name, version = :version, tags = :tags,
                            max_concurrency = :slots, session = :session, registered_at = now(),
                            current_jobs = 0, reported = 'online', leaving = false, deregistered_at = null,
                            ephemeral = :ephemeral
                        where runner.key_id = :key or runner.key_id = :former
                        returning
                        """ + COLUMNS)
                .bind("id", headers.id())
                .bind("key", keyId)
                .bind("name", headers.name())
                .bind("version", headers.version())
                .bindArray("tags", String.class, headers.tags())
                .bind("slots", headers.slots())
                .bind("session", headers.session())
                .bind("ephemeral", headers.ephemeral() || terms.ephemeral())
                .bind("former", former)
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
                row.getBoolean("draining") || row.getBoolean("leaving"),
                row.getBoolean("ephemeral"),
                Columns.instantOrNull(row, "last_heartbeat_at"),
                Columns.instant(row, "registered_at"));
        return new Registered(
                view,
                row.getString("key_id"),
                row.getString("session"),
                row.getObject("deregistered_at") != null,
                row.getBoolean("draining"));
    }
}
