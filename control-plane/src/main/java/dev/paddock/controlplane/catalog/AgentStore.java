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

    /// Agents as they are shown: the newest three runs that ended since the agent has its image tell whether it
    /// can be had.
    private static final String SHOWN = """
            select a.*, case when a.status = 'active' and (
                select count(*) = 3
                    and bool_and(coalesce(failure_reason in ('image_missing', 'image_unavailable'), false))
                from (select r.failure_reason from run r
                    where r.agent_id = a.id and r.completed_at > a.image_since and r.outcome <> 'cancelled'
                    order by r.completed_at desc limit 3) newest
                ) then 'error' else a.status end as shown
            from agent a
            """;

    private final Jdbi jdbi;
    private final Json json;

    AgentStore(Jdbi jdbi, Json json) {
        this.jdbi = jdbi;
        this.json = json;
    }

    /// The agent whose id or name is `reference`, unless it was deleted.
    public Optional<AgentView> find(String reference) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SHOWN + " where :r in (a.id, a.name) and a.deleted_at is null")
                        .bind("r", reference)
                        .map((row, context) -> view(row))
                        .findFirst());
    }

    /// The agents whose ids or names are `references`. Whether their images can be had is not looked up.
    public List<AgentView> findAll(List<String> references) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select *, status as shown from agent
                        where (id = any(:r) or name = any(:r)) and deleted_at is null
                        """)
                .bindArray("r", String.class, references)
                .map((row, context) -> view(row))
                .list());
    }

    /// All agents by name.
    List<AgentView> list() {
        return jdbi.withHandle(handle -> handle.createQuery(SHOWN + " where a.deleted_at is null order by a.name")
                .map((row, context) -> view(row))
                .list());
    }

    /// Adds an agent; empty when its name is taken.
    Optional<AgentView> insert(AgentView agent) {
        return write("""
                insert into agent (id, name, template, status, repository_ids, image, command, success_exit_codes, tags,
                    timeout_seconds, max_attempts, concurrency_limit, supersede, config)
                values (:id, :name, :template, :status, :repositories, :image, :command, :codes, :tags, :timeout,
                    :attempts, :limit, :supersede, :config::jsonb)
                on conflict (name) where deleted_at is null do nothing returning *, status as shown
                """, agent, false);
    }

    /// Locks an agent's row for a change: who admits its tasks waits. Empty when there is none.
    Optional<AgentView> lock(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SHOWN + " where :r in (a.id, a.name) and a.deleted_at is null for no key update of a")
                .bind("r", reference)
                .map((row, context) -> view(row))
                .findFirst());
    }

    /// Replaces a locked agent; empty when its name is taken by another. A change of what holds tasks is marked.
    ///
    /// @param goesOn whether what happened to its image before counts no more
    Optional<AgentView> update(AgentView agent, boolean goesOn) {
        return write("""
                update agent set name = :name, template = :template, status = :status, repository_ids = :repositories,
                    image = :image, command = :command, success_exit_codes = :codes, tags = :tags,
                    timeout_seconds = :timeout, max_attempts = :attempts, concurrency_limit = :limit,
                    supersede = :supersede, config = :config::jsonb,
                    image_since = case when image <> :image or :goesOn then clock_timestamp() else image_since end,
                    changed_at = case when (status, concurrency_limit) is distinct from (:status, :limit)
                        then clock_timestamp() else changed_at end
                where id = :id and deleted_at is null
                    and not exists (select from agent o where o.name = :name and o.id <> :id and o.deleted_at is null)
                returning *, status as shown
                """, agent, goesOn).flatMap(updated -> find(updated.id()));
    }

    /// Hides an agent. Its runs keep it, and those that are open go on. False when there is none.
    boolean delete(String id) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update agent set deleted_at = now() where id = :id and deleted_at is null")
                        .bind("id", id)
                        .execute())
                == 1;
    }

    /// Those of `ids` that are no repository's.
    List<String> unknownRepositories(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id from unnest(:ids) as given (id)
                        where not exists (select from repository p where p.id = given.id)
                        """)
                .bindArray("ids", String.class, ids)
                .mapTo(String.class)
                .list());
    }

    private Optional<AgentView> write(String sql, AgentView agent, boolean goesOn) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind("id", agent.id())
                .bind("name", agent.name())
                .bind("template", agent.template())
                // Not a state of its own: an active agent is shown so.
                .bind("status", agent.status().equals("error") ? "active" : agent.status())
                .bind("goesOn", goesOn)
                .bindArray("repositories", String.class, agent.repositoryIds())
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
                row.getString("shown"),
                Columns.texts(row, "repository_ids"),
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
