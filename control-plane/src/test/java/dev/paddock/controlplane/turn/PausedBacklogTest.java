package dev.paddock.controlplane.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paddock.controlplane.simulation.SimulationProfile;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An agent is paused while much of its work is ready. Nothing else goes on with it here, unless the test does.
@QuarkusTest
@TestProfile(SimulationProfile.class)
class PausedBacklogTest {

    private static final int READY = Integer.getInteger("paddock.backlog", 12_000);
    private static final int PART = 10_000;

    private static final String AGENT = "agent-backlog";

    private final AgentChanges changes;
    private final Jdbi ledger;

    PausedBacklogTest(AgentChanges changes, Jdbi ledger) {
        this.changes = changes;
        this.ledger = ledger;
    }

    /// A replica that dies when it wants to put back the second part.
    private static final class Dying implements SqlLogger {
        private final AtomicInteger parts = new AtomicInteger();

        @Override
        public void logBeforeExecution(StatementContext context) {
            if (context.getRawSql().contains("set state = 'held'") && parts.incrementAndGet() == 2) {
                throw new IllegalStateException("the replica dies");
            }
        }
    }

    @Test
    void aBacklogIsPutBackInPartsAndSomebodyElseGoesOnWithIt() {
        forget();
        fill();
        ledger.useHandle(handle -> handle.execute(
                "update agent set status = 'paused', changed_at = clock_timestamp() where id = ?", AGENT));

        ledger.setSqlLogger(new Dying());
        assertThatThrownBy(() -> changes.settle(AGENT)).hasMessage("the replica dies");
        ledger.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);

        assertThat(held()).isBetween(1, PART);
        assertThat(changes.unsettled()).containsExactly(AGENT);
        changes.unsettled().forEach(changes::settle);
        assertThat(held()).isEqualTo(READY);
        assertThat(changes.unsettled()).isEmpty();
    }

    /// Another agent has as many open tasks, in between.
    private void fill() {
        ledger.useHandle(handle -> {
            handle.execute("insert into repository (id, name, clone_url, owner) "
                    + "values ('backlog', 'backlog', 'https://example.com/backlog', 'test')");
            handle.execute("""
                    insert into agent (id, name, template, image, config)
                    select made.id, made.id, template, image, config from agent, unnest(array[?, 'agent-other']) as made (id)
                    where name = 'code-reviewer'
                    """, AGENT);
            handle.execute("""
                    insert into run (id, repository_id, agent_id, trigger_type, scope, priority, config, timeout_seconds,
                        max_attempts, requested_by)
                    select 'run_' || lpad(n::text, 26, '0'), 'backlog',
                        case when n % 2 = 0 then ? else 'agent-other' end, 'api', 'all', 1, '{}', 60, 3, 'test'
                    from generate_series(1, 2 * ?) n
                    """, AGENT, READY);
            handle.execute("""
                    insert into task (id, run_id, repository_id, attempt, lane, priority, state, ready_at, place)
                    select gen_random_uuid(), id, 'backlog', 1, 'backlog', 1, 'ready', now(), row_number() over (order by id)
                    from run
                    """);
            handle.execute("analyze");
        });
    }

    private int held() {
        return ledger.withHandle(handle -> handle.createQuery("""
                        select count(*) from task where state = 'held' and hold_reason = 'paused' and paused_by = :agent
                        """)
                .bind("agent", AGENT)
                .mapTo(Integer.class)
                .one());
    }

    @AfterEach
    void forget() {
        ledger.setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
        ledger.useHandle(handle -> {
            handle.execute("truncate run cascade");
            handle.execute("delete from agent where name in (?, 'agent-other')", AGENT);
            handle.execute("delete from repository");
        });
    }
}
