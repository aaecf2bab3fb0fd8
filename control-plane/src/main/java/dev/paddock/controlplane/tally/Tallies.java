package dev.paddock.controlplane.tally;

import dev.paddock.controlplane.loop.Chore;
import dev.paddock.controlplane.sql.Columns;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/// The SQL that tallies runs. What is in the tallies is derived from the rows, once and in order: a
/// run's creation and its end never change, and each stands in the tallies by day when its time is
/// not later than `tally_until.at`. The tallies by measure, which a server of before does not know,
/// have a run that ended until `tally_until.measured`, and the one by duration of an agent in a
/// repository, which came later still, until `tally_until.paired`.
///
/// Whoever removes or changes such rows sets all three times to `-infinity`, which keeps this out
/// until the end of the transaction, and then empties all five: they are made anew.
@Singleton
class Tallies {

    /// Nobody commits a creation or an end of before this any more. Such times are the ledger's own
    /// and taken within the transaction, so none is earlier than the oldest transaction in work; a
    /// second more, as a transaction has begun a moment before it can be seen.
    private static final String SETTLED = """
            select least(clock_timestamp(), min(xact_start)) - interval '1 s' as settled
            from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
            """;

    private static final String TURN = """
            select true from tally_until where least(at, measured, paired) < :settled for update skip locked
            """;

    /// Not more than an hour's runs at once, and no hour in which there are none.
    private static final String NEXT_BY_DAY = """
            select least(:settled, (select least(
                    (select min(created_at) from run where created_at > tally_until.at),
                    (select min(completed_at) from run where completed_at > tally_until.at))) + interval '1 h') as next
            from tally_until where at < :settled
            """;

    /// By the column of a tally's own time.
    private static final String NEXT_OF_ENDED = """
            select least(:settled, (select min(completed_at) from run where completed_at > tally_until.%1$s)
                + interval '1 h') as next
            from tally_until where %1$s < :settled
            """;

    private static final String CREATED = """
            insert into created_tally (agent_id, repository_id, kind, day, runs)
            select coalesce(agent_id, ''), coalesce(repository_id, ''), kind, day, count(*)
            from (select agent_id, repository_id, kind, (created_at at time zone 'UTC')::date as day
                from run, tally_until where created_at > at and created_at <= :next) created
            group by kind, day, cube (agent_id, repository_id)
            on conflict (agent_id, repository_id, kind, day) do update set runs = created_tally.runs + excluded.runs
            """;

    private static final String ENDED = """
            insert into ended_tally (agent_id, repository_id, kind, outcome, completed_on, created_on, runs, timed,
                duration_ms, errors, warnings, infos)
            select coalesce(agent_id, ''), coalesce(repository_id, ''), kind, outcome, completed_on, created_on,
                count(*), count(duration_ms), coalesce(sum(duration_ms), 0), coalesce(sum(errors), 0),
                coalesce(sum(warnings), 0), coalesce(sum(infos), 0)
            from (select run.*, (completed_at at time zone 'UTC')::date as completed_on,
                    (created_at at time zone 'UTC')::date as created_on
                from run, tally_until where completed_at > at and completed_at <= :next) ended
            group by kind, outcome, completed_on, created_on, cube (agent_id, repository_id)
            on conflict (agent_id, repository_id, kind, outcome, completed_on, created_on) do update set
                runs = ended_tally.runs + excluded.runs, timed = ended_tally.timed + excluded.timed,
                duration_ms = ended_tally.duration_ms + excluded.duration_ms,
                errors = ended_tally.errors + excluded.errors, warnings = ended_tally.warnings + excluded.warnings,
                infos = ended_tally.infos + excluded.infos
            """;

    private static final String STARTED = """
            insert into started_tally (agent_id, repository_id, kind, outcome, began_on, created_on, runs)
            select coalesce(agent_id, ''), coalesce(repository_id, ''), kind, outcome, began_on, created_on, count(*)
            from (select agent_id, repository_id, kind, outcome,
                    coalesce((began_at at time zone 'UTC')::date, 'infinity') as began_on,
                    (created_at at time zone 'UTC')::date as created_on
                from run, tally_until where completed_at > measured and completed_at <= :next) ended
            group by kind, outcome, began_on, created_on, cube (agent_id, repository_id)
            on conflict (agent_id, repository_id, kind, outcome, began_on, created_on) do update set
                runs = started_tally.runs + excluded.runs
            """;

    private static final String TIMED = """
            insert into duration_tally (agent_id, repository_id, kind, outcome, least_ms, runs)
            select coalesce(agent_id, ''), coalesce(repository_id, ''), kind, outcome, least_ms, count(*)
            from (select agent_id, repository_id, kind, outcome,
                    duration_ms / duration_step(duration_ms) * duration_step(duration_ms) as least_ms
                from run, tally_until
                where completed_at > measured and completed_at <= :next and duration_ms is not null) timed
            group by kind, outcome, least_ms, grouping sets ((), (agent_id), (repository_id))
            on conflict (agent_id, repository_id, kind, outcome, least_ms) do update set
                runs = duration_tally.runs + excluded.runs
            """;

    private static final String TIMED_OF_BOTH = """
            insert into pair_duration_tally (agent_id, repository_id, kind, outcome, least_ms, runs)
            select agent_id, repository_id, kind, outcome,
                duration_ms / duration_step(duration_ms) * duration_step(duration_ms) as least_ms, count(*)
            from run, tally_until
            where completed_at > paired and completed_at <= :next and duration_ms is not null
            group by 1, 2, 3, 4, 5
            on conflict (agent_id, repository_id, kind, outcome, least_ms) do update set
                runs = pair_duration_tally.runs + excluded.runs
            """;

    private final Jdbi jdbi;

    Tallies(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Keeps the tallies close to now. Any replica may do it.
    @Produces
    @Singleton
    Chore tallying(TallyConfig config) {
        return new Chore("tallies", config.every(), this::goOn);
    }

    /// Takes in what was created and what ended since the last time, an hour of it at most. True
    /// when there is more; false, too, when another replica is at it.
    @Transactional
    public boolean goOn() {
        return jdbi.withHandle(handle -> {
            Instant settled = handle.createQuery(SETTLED)
                    .map((row, context) -> Columns.instant(row, "settled"))
                    .one();
            if (handle.createQuery(TURN)
                    .bind("settled", settled)
                    .mapTo(Boolean.class)
                    .findOne()
                    .isEmpty()) {
                return false;
            }
            Optional<Instant> byDay = next(handle, NEXT_BY_DAY, settled);
            byDay.ifPresent(until -> takeByDay(handle, until));
            Optional<Instant> byMeasure = next(handle, NEXT_OF_ENDED.formatted("measured"), settled);
            byMeasure.ifPresent(until -> takeByMeasure(handle, until));
            Optional<Instant> ofBoth = next(handle, NEXT_OF_ENDED.formatted("paired"), settled);
            ofBoth.ifPresent(until -> takeOfBoth(handle, until));
            return Stream.of(byDay, byMeasure, ofBoth).flatMap(Optional::stream).anyMatch(settled::isAfter);
        });
    }

    private static Optional<Instant> next(Handle handle, String sql, Instant settled) {
        return handle.createQuery(sql)
                .bind("settled", settled)
                .map((row, context) -> Columns.instant(row, "next"))
                .findOne();
    }

    /// In statements after the one that found what is settled: they see all that was. So do the
    /// other two.
    static void takeByDay(Handle handle, Instant next) {
        handle.createUpdate(CREATED).bind("next", next).execute();
        handle.createUpdate(ENDED).bind("next", next).execute();
        handle.createUpdate("update tally_until set at = :next where at < :next")
                .bind("next", next)
                .execute();
    }

    static void takeByMeasure(Handle handle, Instant next) {
        handle.createUpdate(STARTED).bind("next", next).execute();
        handle.createUpdate(TIMED).bind("next", next).execute();
        handle.createUpdate("update tally_until set measured = :next where measured < :next")
                .bind("next", next)
                .execute();
    }

    static void takeOfBoth(Handle handle, Instant next) {
        handle.createUpdate(TIMED_OF_BOTH).bind("next", next).execute();
        handle.createUpdate("update tally_until set paired = :next where paired < :next")
                .bind("next", next)
                .execute();
    }
}
