package dev.paddock.controlplane.catalog;

import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `agent`.
@Singleton
public class AgentStore {

    private final Jdbi jdbi;
    private final Json json;

    AgentStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// The agent whose id or name is `reference`.
    public Optional<AgentView> find(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from agent where :r in (id, name)")
                .bind("r", reference)
                .map((row, context) -> view(row))
                .findFirst());
    }

    /// The agents whose ids or names are `references`.
    public List<AgentView> findAll(List<String> references) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from agent where id = any(:r) or name = any(:r)")
                .bindArray("r", String.class, references)
                .map((row, context) -> view(row))
                .list());
    }

    /// All agents by name.
    List<AgentView> list() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from agent order by name")
                .map((row, context) -> view(row))
                .list());
    }

    /// Adds an agent; empty when its name is taken.
    Optional<AgentView> insert(AgentView agent) {
        return write("""
                insert into agent (id, name, template, status, image, command, success_exit_codes, tags,
                    timeout_seconds, max_attempts, concurrency_limit, supersede, config)
                values (:id, :name, :template, :status, :image, :command, :codes, :tags, :timeout, :attempts, :limit,
                    :supersede, :config::jsonb)
                on conflict (name) do nothing returning *
                """, agent);
    }

    /// Locks an agent's row for a change: who admits its tasks waits. Empty when there is none.
    Optional<AgentView> lock(String reference) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from agent where :r in (id, name) for no key update")
                        .bind("r", reference)
                        .map((row, context) -> view(row))
                        .findFirst());
    }

    /// Replaces a locked agent; empty when its name is taken by another. A change of what holds tasks is marked.
    Optional<AgentView> update(AgentView agent) {
        return write("""
                update agent set name = :name, template = :template, status = :status, image = :image,
                    command = :command, success_exit_codes = :codes, tags = :tags, timeout_seconds = :timeout,
                    max_attempts = :attempts, concurrency_limit = :limit, supersede = :supersede,
                    config = :config::jsonb,
                    changed_at = case when (status, concurrency_limit) is distinct from (:status, :limit)
                        then clock_timestamp() else changed_at end
                where id = :id and not exists (select from agent o where o.name = :name and o.id <> :id)
                returning *
                """, agent);
    }

    private Optional<AgentView> write(String sql, AgentView agent) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", agent.id())
                .bind("name", agent.name())
                .bind("template", agent.template())
                .bind("status", agent.status())
                .bind("image", agent.image())
                .bindByType(
                        "command",
                        agent.command() == null ? null : agent.command().toArray(new String[0]),
                        String[].class)
                .bindArray("codes", Integer.class, agent.successExitCodes())
                .bindArray("tags", String.class, agent.tags())
                .bind("timeout", agent.timeoutSeconds())
                .bind("attempts", agent.maxAttempts())
                .bind("limit", agent.concurrencyLimit())
                .bind("supersede", agent.supersede())
                .bind("config", json.write(agent.config()))
                .map((row, context) -> view(row))
                .findOne());
    }

    private AgentView view(ResultSet row) throws SQLException {
        return new AgentView(
                row.getString("id"),
                row.getString("name"),
                row.getString("template"),
                row.getString("status"),
                row.getString("image"),
                Columns.textsOrNull(row, "command"),
                Columns.ints(row, "success_exit_codes"),
                Columns.texts(row, "tags"),
                row.getInt("timeout_seconds"),
                row.getInt("max_attempts"),
                Columns.intOrNull(row, "concurrency_limit"),
                row.getBoolean("supersede"),
                json.readObject(row.getString("config")));
    }
}
