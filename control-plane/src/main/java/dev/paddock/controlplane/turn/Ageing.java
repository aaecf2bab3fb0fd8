package dev.paddock.controlplane.turn;

import dev.paddock.model.run.Priority;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/// Raises tasks that are ready, or wait in a concurrency group, by one level of priority for each time that they have
/// waited so long, up to the highest, where their places decide, and in a group the run's age. The level follows from
/// the run's priority and the time, however often this is done.
@Singleton
class Ageing {

    private static final int BATCH = 10_000;

    private final Jdbi jdbi;

    Ageing(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Ages what waits, unless some replica did within `pace`.
    @Transactional
    public void age(Duration levelAfter, Duration pace) {
        boolean mine = jdbi.withHandle(handle ->
                        handle.createUpdate("""
                                update sweep set aged_at = now()
                                where aged_at <= now() - :pace * interval '1 millisecond'
                                """).bind("pace", pace.toMillis()).execute())
                == 1;
        if (mine) {
            raise(levelAfter);
        }
    }

    private void raise(Duration levelAfter) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update task t set priority = aged.level from (
                            select t.id, l.level from task t join run r on r.id = t.run_id
                                cross join lateral (select least(:most, r.priority + floor(
                                    extract(epoch from now() - coalesce(t.ready_at, t.created_at)) * 1000 / :step))
                                    as level) l
                            where (t.hold_reason is null or t.hold_reason = 'concurrency_group')
                                and t.claimed_at is null and t.finished_at is null and t.priority < :most
                                and coalesce(t.ready_at, t.created_at) <= now() - :step * interval '1 millisecond'
                                and t.priority < l.level
                            order by t.id limit :batch for no key update of t skip locked) aged
                        where t.id = aged.id and t.state in ('ready', 'held')
                        """)
                .bind("step", levelAfter.toMillis())
                .bind("most", Priority.HIGH.level())
                .bind("batch", BATCH)
                .execute());
    }
}
