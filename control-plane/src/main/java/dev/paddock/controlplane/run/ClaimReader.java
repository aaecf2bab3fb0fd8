package dev.paddock.controlplane.run;

import dev.paddock.controlplane.repository.SealedCredential;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.run.RunId;
import dev.paddock.model.run.Scope;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Reads claimed tasks as their runners need them.
@Singleton
public class ClaimReader {

    /// What a claim returns, but for its token.
    ///
    /// @param credential of the repository
    public record Claimed(
            UUID taskId,
            RunId runId,
            int attempt,
            Instant leaseUntil,
            String repositoryId,
            String repositoryName,
            String cloneUrl,
            SealedCredential credential,
            @Nullable String branch,
            @Nullable String baseSha,
            String commitSha,
            Scope scope,
            List<String> files,
            String image,
            @Nullable List<String> command,
            List<Integer> successExitCodes,
            Map<String, @Nullable Object> config,
            int timeoutSeconds,
            @Nullable String traceparent) {}

    private final Jdbi jdbi;
    private final Json json;

    ClaimReader(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// The claimed tasks by their id.
    public Map<UUID, Claimed> read(Collection<UUID> tasks) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.id, t.run_id, t.attempt, t.lease_until, p.id as repository_id, p.name, p.clone_url, p.credential,
                            coalesce(r.branch, p.default_branch) as branch, r.base_sha, r.commit_sha, r.scope, r.files,
                            a.image, a.command, a.success_exit_codes, r.config, r.timeout_seconds, r.traceparent
                        from task t join run r on r.id = t.run_id join repository p on p.id = r.repository_id
                            join agent a on a.id = r.agent_id
                        where t.id = any(:ids)
                        """)
                .bindArray("ids", UUID.class, List.copyOf(tasks))
                .map((row, context) -> claimed(row))
                .collect(Collectors.toMap(Claimed::taskId, claimed -> claimed)));
    }

    private Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getObject("id", UUID.class),
                new RunId(row.getString("run_id")),
                row.getInt("attempt"),
                Columns.instant(row, "lease_until"),
                row.getString("repository_id"),
                row.getString("name"),
                row.getString("clone_url"),
                SealedCredential.of(row),
                row.getString("branch"),
                row.getString("base_sha"),
                row.getString("commit_sha"),
                Scope.of(row.getString("scope")),
                Columns.texts(row, "files"),
                row.getString("image"),
                Columns.textsOrNull(row, "command"),
                Columns.ints(row, "success_exit_codes"),
                json.readObject(row.getString("config")),
                row.getInt("timeout_seconds"),
                row.getString("traceparent"));
    }
}
