package dev.paddock.controlplane.enrolment;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/// The SQL of runners and credentials that nobody needs any more.
@Singleton
class ForgottenStore {

    /// A credential that was minted for a runner.
    record Credential(String id, String runner) {}

    private final Jdbi jdbi;

    ForgottenStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Locks up to `most` ephemeral runners that deregistered so long ago or were not heard of for so long, and hold no
    /// task. Waits for nobody: a runner that is in use is not gone.
    List<String> lockGone(Duration deregistered, Duration silent, int most) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select r.id from runner r
                        where r.ephemeral and case when r.deregistered_at is not null
                                then r.deregistered_at < now() - :deregistered * interval '1 millisecond'
                                else greatest(r.registered_at, r.last_heartbeat_at)
                                    < now() - :silent * interval '1 millisecond' end
                            and not exists (select from task t where t.runner_id = r.id
                                and t.claimed_at is not null and t.finished_at is null)
                        limit :most for update of r skip locked
                        """)
                .bind("deregistered", deregistered.toMillis())
                .bind("silent", silent.toMillis())
                .bind("most", most)
                .mapTo(String.class)
                .list());
    }

    /// Those of the locked runners that hold no task now. A statement of its own: the one that locked them has seen
    /// the tasks as they were before.
    List<String> idle(List<String> runners) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select asked.id from unnest(:ids) as asked (id)
                        where not exists (select from task t where t.runner_id = asked.id
                            and t.claimed_at is not null and t.finished_at is null)
                        """)
                .bindArray("ids", String.class, runners)
                .mapTo(String.class)
                .list());
    }

    /// Removes locked runners and the credentials that were minted for them, which are returned. Revoked ones stay,
    /// and keep the runner out.
    List<Credential> remove(List<String> runners) {
        return jdbi.withHandle(handle -> {
            handle.createUpdate("delete from runner where id = any(:ids)")
                    .bindArray("ids", String.class, runners)
                    .execute();
            return handle.createQuery("""
                            delete from api_key where runner_id = any(:ids) and revoked_at is null
                            returning id, runner_id
                            """)
                    .bindArray("ids", String.class, runners)
                    .map((row, context) -> new Credential(row.getString("id"), row.getString("runner_id")))
                    .list();
        });
    }

    /// Removes up to `most` credentials that were minted so long ago and with which no runner is registered.
    List<Credential> removeUnused(Duration age, int most) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        delete from api_key where id in (
                            select k.id from api_key k
                            where k.enrolment_id is not null and k.revoked_at is null
                                and k.created_at < now() - :age * interval '1 millisecond'
                                and not exists (select from runner r where r.id = k.runner_id and r.key_id = k.id)
                            limit :most for update of k skip locked)
                        returning id, runner_id
                        """)
                .bind("age", age.toMillis())
                .bind("most", most)
                .map((row, context) -> new Credential(row.getString("id"), row.getString("runner_id")))
                .list());
    }
}
