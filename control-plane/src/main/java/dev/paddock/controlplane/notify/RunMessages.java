package dev.paddock.controlplane.notify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paddock.controlplane.feed.Happening;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.webhook.Message;
import dev.paddock.model.event.RunEvent;
import dev.paddock.model.run.RunStatus;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// What webhooks are told of a run: which one it is, and what the event says. What may change later, a receiver reads
/// at the run's URL.
@Singleton
class RunMessages {

    private final Jdbi jdbi;
    private final PublicUrl url;

    RunMessages(Jdbi jdbi, PublicUrl url) {
        this.jdbi = jdbi;
        this.url = url;
    }

    /// A message for each of `events`.
    List<Message> messages(List<Happening> events) {
        Map<String, Map<String, @Nullable Object>> runs = new HashMap<>();
        jdbi.useHandle(handle -> handle.createQuery("""
                        select r.id, r.kind, r.repository_id, p.name as repository_name, r.agent_id, a.name as agent_name,
                            r.branch, r.commit_sha, (r.pull_request ->> 'number')::integer as pr_number,
                            r.trigger_type, r.original_run_id, r.errors, r.warnings, r.infos, r.failure_message
                        from run r join repository p on p.id = r.repository_id join agent a on a.id = r.agent_id
                        where r.id = any(:ids)
                        """)
                .bindArray(
                        "ids",
                        String.class,
                        events.stream().map(Happening::subject).toList())
                .map((row, context) -> run(row))
                .forEach(run -> runs.put(String.valueOf(run.get("run_id")), run)));
        return events.stream()
                .filter(event -> runs.containsKey(event.subject()))
                .map(event -> message(event, Objects.requireNonNull(runs.get(event.subject()))))
                .toList();
    }

    private Map<String, @Nullable Object> run(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> run = new LinkedHashMap<>();
        run.put("run_id", row.getString("id"));
        run.put("url", url.link("/v1/runs/" + row.getString("id")));
        run.put("repository", named(row.getString("repository_id"), row.getString("repository_name")));
        run.put("agent", named(row.getString("agent_id"), row.getString("agent_name")));
        run.put("branch", row.getString("branch"));
        run.put("commit", row.getString("commit_sha"));
        run.put("pr_number", Columns.intOrNull(row, "pr_number"));
        run.put("trigger", row.getString("trigger_type"));
        run.put("original_run_id", row.getString("original_run_id"));
        run.put("kind", row.getString("kind"));
        run.put("errors", Columns.intOrNull(row, "errors"));
        run.put("warnings", Columns.intOrNull(row, "warnings"));
        run.put("infos", Columns.intOrNull(row, "infos"));
        run.put("message", row.getString("failure_message"));
        return run;
    }

    private static Map<String, String> named(String id, String name) {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("id", id);
        named.put("name", name);
        return named;
    }

    /// The end's members belong to the event of the end alone.
    private static Message message(Happening event, Map<String, @Nullable Object> run) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(run);
        List.of("kind", "errors", "warnings", "infos", "message").forEach(data::remove);
        JsonNode told = event.event();
        switch (event.type()) {
            case RunEvent.Started.TYPE -> {
                data.put("attempt", told.path("attempt").asInt());
                data.put("runner_id", told.path("runnerId").asText());
            }
            case RunEvent.Finished.TYPE -> {
                String status = told.path("status").asText();
                data.put("status", status);
                data.put("reason", told.path("reason").textValue());
                data.put("message", run.get("message"));
                // A report of what was executed elsewhere has none.
                boolean reviewed = status.equals(RunStatus.SUCCESS.wire()) && "executed".equals(run.get("kind"));
                data.put("findings", reviewed ? findings(run) : null);
            }
            default -> data.put("state", told.path("state").asText());
        }
        return new Message(
                event.type(), "run %s %d".formatted(event.subject(), event.seq()), event.subject(), event.at(), data);
    }

    private static Map<String, @Nullable Object> findings(Map<String, @Nullable Object> run) {
        Map<String, @Nullable Object> findings = new LinkedHashMap<>();
        findings.put("error", run.get("errors"));
        findings.put("warning", run.get("warnings"));
        findings.put("info", run.get("infos"));
        return findings;
    }
}
