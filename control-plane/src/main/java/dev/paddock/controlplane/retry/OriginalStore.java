package dev.paddock.controlplane.retry;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.run.Priority;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.RunSpec;
import dev.paddock.model.run.RunStatus;
import dev.paddock.model.run.Scope;
import dev.paddock.model.run.TriggerType;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads runs as they were asked for.
@Singleton
class OriginalStore {

    /// A run and all that was settled about it.
    ///
    /// @param ingested whether it was reported, not executed here
    /// @param agentGone whether its agent was deleted since
    /// @param repositoryGone whether its repository was
    /// @param spec asks for the commit that was reviewed; for its branch, where no commit was found
    /// @param config the settings that were frozen at its submission
    record Original(
            boolean ingested,
            RunStatus status,
            boolean agentGone,
            boolean repositoryGone,
            String repositoryId,
            String agentId,
            RunSpec spec,
            List<String> tags,
            @Nullable String baseSha,
            Map<String, @Nullable Object> config,
            int timeoutSeconds,
            int maxAttempts) {}

    private final Jdbi jdbi;
    private final Json json;

    OriginalStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// The run, or empty.
    Optional<Original> find(RunId id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.*, a.deleted_at is not null as agent_gone,
                            p.deleted_at is not null as repository_gone
                        from run r join agent a on a.id = r.agent_id join repository p on p.id = r.repository_id
                        where r.id = :id
                        """)
                .bind("id", id.value())
                .map((row, context) -> original(row))
                .findOne());
    }

    private Original original(ResultSet row) throws SQLException {
        return new Original(
                row.getString("kind").equals("ingested"),
                RunStatus.of(row.getString("status")),
                row.getBoolean("agent_gone"),
                row.getBoolean("repository_gone"),
                row.getString("repository_id"),
                row.getString("agent_id"),
                spec(row),
                Columns.texts(row, "tags"),
                row.getString("base_sha"),
                json.readObject(row.getString("config")),
                row.getInt("timeout_seconds"),
                row.getInt("max_attempts"));
    }

    // The ledger keeps a priority as its place.
    @SuppressWarnings("EnumOrdinal")
    private RunSpec spec(ResultSet row) throws SQLException {
        return new RunSpec(
                row.getString("agent_id"),
                row.getString("repository_id"),
                row.getString("branch"),
                row.getString("commit_sha"),
                row.getString("base"),
                json.readOrNull(row.getString("pull_request"), RunSpec.PullRequest.class),
                new RunSpec.Trigger(TriggerType.RETRY, null),
                Scope.of(row.getString("scope")),
                Columns.texts(row, "files"),
                priority(row.getInt("priority")),
                Columns.texts(row, "tags"),
                null,
                row.getInt("timeout_seconds"),
                null,
                row.getString("concurrency_group"));
    }

    private static Priority priority(int level) {
        return Arrays.stream(Priority.values())
                .filter(priority -> priority.level() == level)
                .findFirst()
                .orElseThrow();
    }
}
