package dev.paddock.controlplane.run;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of who goes next: paused agents and concurrency groups. Locks are taken in one order: runs, agents,
/// groups, each by key. Who holds a group's lock waits for no task's row, so that nobody can wait for each other.
@Singleton
public class TurnStore {

    /// Two table expressions: the place that was `claimed` last, and the `front` of each lane and priority in which
    /// a task of the table expression `%s` is about to wait.
    ///
    /// A task that was claimed before its turn, because it is urgent or its lane was idle, must not push everybody
    /// behind those it overtook: where tasks wait, the first of them is the front.
    public static final String FRONT = """
            claimed as (
                select coalesce(max(place), 0) as place from task where claimed_at > '-infinity'
            ), front as (
                select c.lane, c.priority, least(claimed.place, head.place) as place
                from (select distinct lane, priority from %s) c cross join claimed
                    left join lateral (
                        select t.place from task t
                        where t.lane = c.lane and t.priority = c.priority and t.hold_reason is null
                            and t.claimed_at is null and t.finished_at is null
                        order by t.place limit 1) head on true
            )""";

    /// What the lock of its agent lets a held task do.
    ///
    /// @param group the concurrency group it counts for; null without one
    record Judged(
            UUID task,
            String agent,
            boolean paused,
            @Nullable String group) {}

    /// SQL: the group of a task of run `r` with agent `a`; null without one.
    public static final String GROUP = """
            case when r.concurrency_group is not null then r.repository_id || '/' || r.concurrency_group
                when a.concurrency_limit is not null then a.id end
            """;

    private static final String TAKEN = """
            (select count(*) from task t where t.group_key = key and t.hold_reason is null and t.finished_at is null)
            """;

    private final Jdbi jdbi;

    TurnStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Looks at held tasks under the shared locks of their agents, which keep these as they are until commit.
    List<Judged> judge(List<UUID> held) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with a as (
                            select id, status, concurrency_limit from agent
                            where id in (select r.agent_id from task t join run r on r.id = t.run_id
                                where t.id = any(:ids))
                            order by id for share
                        )
                        select t.id, a.id as agent, a.status = 'paused' as paused, %s as group_key
                        from task t join run r on r.id = t.run_id join a on a.id = r.agent_id
                        where t.id = any(:ids) and t.state = 'held'
                        """.formatted(GROUP))
                .bindArray("ids", UUID.class, held)
                .map((row, context) -> new Judged(
                        row.getObject("id", UUID.class),
                        row.getString("agent"),
                        row.getBoolean("paused"),
                        row.getString("group_key")))
                .list());
    }

    /// Locks agents as [#judge] does; returns those that are active and have no limit.
    Set<String> lockUnlimited(List<String> agents) {
        return jdbi.withHandle(handle -> handle
                .createQuery("""
                        select id, status = 'active' and concurrency_limit is null as unlimited from agent
                        where id = any(:ids) order by id for share
                        """)
                .bindArray("ids", String.class, agents)
                .map((row, context) -> Map.entry(row.getString("id"), row.getBoolean("unlimited")))
                .stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()));
    }

    /// Holds held tasks until their agents go on.
    void pause(List<Judged> tasks) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update task t set hold_reason = 'paused', held_until = null, group_key = null,
                            paused_by = p.agent
                        from unnest(:ids, :agents) as p (id, agent) where t.id = p.id and t.state = 'held'
                        """)
                .bindArray("ids", UUID.class, tasks.stream().map(Judged::task).toList())
                .bindArray(
                        "agents",
                        String.class,
                        tasks.stream().map(Judged::agent).toList())
                .execute());
    }

    /// Lets held tasks wait in their groups.
    void lineUp(List<Judged> tasks) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update task t set hold_reason = 'concurrency_group', held_until = null, paused_by = null,
                            group_key = g.key
                        from unnest(:ids, :groups) as g (id, key) where t.id = g.id and t.state = 'held'
                        """)
                .bindArray("ids", UUID.class, tasks.stream().map(Judged::task).toList())
                .bindArray(
                        "groups",
                        String.class,
                        tasks.stream().map(Judged::group).toList())
                .execute());
    }

    /// Locks groups, those that are new included.
    void lockGroups(Collection<String> groups) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into concurrency_group (key)
                        select distinct key from unnest(:groups) as given (key) order by key
                        on conflict (key) do update set used_at = now()
                        """)
                .bindArray("groups", String.class, List.copyOf(groups))
                .execute());
    }

    /// Locks the agents of those in front of the groups as [#judge] does; returns their ids.
    List<String> lockAgentsInFront(Collection<String> groups) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id from agent where id in (
                            select r.agent_id from unnest(:groups) as given (key) cross join lateral (
                                select t.run_id from task t where t.group_key = given.key
                                    and t.state = 'held' and t.hold_reason = 'concurrency_group'
                                order by t.priority desc, t.run_id limit 100) t join run r on r.id = t.run_id)
                        order by id for share
                        """)
                .bindArray("groups", String.class, List.copyOf(groups))
                .mapTo(String.class)
                .list());
    }

    /// Whose turn it is in locked groups: the longest waiting of the highest priority first, as many as there
    /// is room for by the limit of each one's agent. Nobody goes before one that does not fit; those of paused
    /// agents are passed over. `agents` are those locked: the others' tasks wait for somebody who locked theirs.
    List<UUID> next(Collection<String> groups, Collection<String> agents) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id from (
                            select w.id, bool_and(w.agent_id = any(:agents) and g.taken + w.nth <= w.most)
                                over (partition by g.key order by w.nth) as goes
                            from (select key, %s as taken from unnest(:groups) as given (key)) g cross join lateral (
                                select f.*, row_number() over (order by f.priority desc, f.run_id) as nth from (
                                    select t.id, t.priority, t.run_id, r.agent_id,
                                        coalesce(a.concurrency_limit, 1) as most
                                    from task t join run r on r.id = t.run_id join agent a on a.id = r.agent_id
                                    where t.group_key = g.key and t.hold_reason = 'concurrency_group'
                                        and a.status <> 'paused'
                                    order by t.priority desc, t.run_id
                                    limit (select max(coalesce(concurrency_limit, 1)) from agent
                                        where id = any(:agents))
                                    for no key update of t skip locked) f) w
                        ) turns where goes
                        """.formatted(TAKEN))
                .bindArray("groups", String.class, List.copyOf(groups))
                .bindArray("agents", String.class, List.copyOf(agents))
                .mapTo(UUID.class)
                .list());
    }

    /// Groups in which somebody waits although there may be room.
    public List<String> roomy() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        with recursive waiting (key) as (
                            (select group_key from task where state = 'held' and hold_reason = 'concurrency_group'
                                order by group_key limit 1)
                            union all
                            select (select group_key from task where state = 'held'
                                    and hold_reason = 'concurrency_group' and group_key > w.key
                                order by group_key limit 1)
                            from waiting w where w.key is not null
                        )
                        select key from waiting where key is not null and %s < (
                            select max(coalesce(a.concurrency_limit, 1)) from (
                                select run_id from task where group_key = key and state = 'held'
                                    and hold_reason = 'concurrency_group'
                                order by priority desc, run_id limit 100) t
                                join run r on r.id = t.run_id join agent a on a.id = r.agent_id
                            where a.status <> 'paused')
                        """.formatted(TAKEN)).mapTo(String.class).list());
    }

    /// Locks some tasks that a pause of `agent` holds, if it is over; those that somebody else has are left out.
    List<UUID> resumable(String agent, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select t.id from task t where t.paused_by = :agent and t.state = 'held'
                            and t.hold_reason = 'paused'
                            and exists (select from agent a where a.id = :agent and a.status <> 'paused')
                        order by t.run_id limit :limit for no key update skip locked
                        """)
                .bind("agent", agent)
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list());
    }
}
