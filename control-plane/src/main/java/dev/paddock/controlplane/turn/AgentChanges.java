package dev.paddock.controlplane.turn;

import dev.paddock.controlplane.run.Admission;
import dev.paddock.controlplane.run.TurnStore;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// Makes the tasks of an agent follow when its status or its limit changed. Each step is a transaction of its own
/// that waits for no task's row; the agent's mark stays until none is left, so that any replica can go on with it.
@Singleton
class AgentChanges {

    private static final int BATCH = 500;

    // Open tasks, whosever they are, that one statement looks at: a backlog of a million is many short ones.
    private static final int PART = 10_000;

    private static final String WAITING_BY_OLD = """
            (t.state = 'ready' and t.ready_at < a.changed_at and (a.status = 'paused' or %1$s is not null)
                or t.state = 'held' and t.hold_reason = 'concurrency_group'
                    and (a.status = 'paused' or t.group_key is distinct from %1$s))
            """.formatted(TurnStore.GROUP);

    private static final String COUNTED_BY_OLD = """
            (t.state in ('claimed', 'preparing', 'cloning', 'reviewing', 'submitting')
                and t.group_key is distinct from %s)
            """.formatted(TurnStore.GROUP);

    private final Jdbi jdbi;
    private final Admission admission;

    AgentChanges(Jdbi jdbi, Admission admission) {
        this.jdbi = jdbi;
        this.admission = admission;
    }

    /// Agents whose tasks have not followed their latest change.
    List<String> unsettled() {
        return jdbi.withHandle(handle -> handle.createQuery("select id from agent where changed_at is not null")
                .mapTo(String.class)
                .list());
    }

    /// Holds what was admitted before the change and counts what is live anew; then lets go what still may. Does
    /// nothing for an agent without a mark.
    void settle(String agent) {
        List<Instant> marks = jdbi.withHandle(handle -> handle.createQuery(
                        "select changed_at from agent where id = :agent and changed_at is not null")
                .bind("agent", agent)
                .map((row, context) -> Columns.instant(row, "changed_at"))
                .list());
        for (Instant mark : marks) {
            String done = "";
            for (Optional<String> part = partAfter(done); part.isPresent(); part = partAfter(done)) {
                putBack(agent, done, part.get());
                done = part.get();
            }
            countAnew(agent);
            boolean more = true;
            while (more) {
                more = admission.resume(agent, BATCH);
            }
            unmark(agent, mark);
        }
    }

    /// The last run of the next part of what is open; empty when there is none.
    private Optional<String> partAfter(String run) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select max(run_id) from (
                            select run_id from task where finished_at is null and run_id > :run
                            order by run_id limit :part) next
                        """)
                .bind("run", run)
                .bind("part", PART)
                .mapTo(String.class)
                .findOne());
    }

    private void putBack(String agent, String after, String upTo) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update task t set state = 'held', hold_reason = 'paused', paused_by = :agent, group_key = null,
                            ready_at = null, place = null
                        from (select t.id, t.state from task t join run r on r.id = t.run_id
                                join agent a on a.id = r.agent_id
                            where a.id = :agent and t.finished_at is null and t.run_id > :after
                                and t.run_id <= :upTo and %s
                            for no key update of t skip locked) old
                        where t.id = old.id and t.state = old.state
                        """.formatted(WAITING_BY_OLD))
                .bind("agent", agent)
                .bind("after", after)
                .bind("upTo", upTo)
                .execute());
    }

    private void countAnew(String agent) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update task t set group_key = anew.group_key
                        from (select t.id, %s as group_key from task t join run r on r.id = t.run_id
                                join agent a on a.id = r.agent_id
                            where a.id = :agent and t.finished_at is null and %s
                            for no key update of t skip locked) anew
                        where t.id = anew.id
                        """.formatted(TurnStore.GROUP, COUNTED_BY_OLD))
                .bind("agent", agent)
                .execute());
    }

    /// A task that somebody had in hand meanwhile keeps the mark where it is.
    private void unmark(String agent, Instant mark) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update agent set changed_at = null
                        where id = :agent and changed_at = :mark and not exists (
                            select from task t join run r on r.id = t.run_id join agent a on a.id = r.agent_id
                            where a.id = :agent and t.finished_at is null and (%s or %s or t.state = 'held' and t.hold_reason = 'paused'
                                and t.paused_by = a.id and a.status <> 'paused'))
                        """.formatted(WAITING_BY_OLD, COUNTED_BY_OLD))
                .bind("agent", agent)
                .bind("mark", mark)
                .execute());
    }
}
