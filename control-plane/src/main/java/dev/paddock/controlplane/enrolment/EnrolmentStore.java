package dev.paddock.controlplane.enrolment;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.fleet.FleetConfig;
import dev.paddock.controlplane.fleet.RunnerCredentials;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of enrolments.
@Singleton
class EnrolmentStore {

    /// An enrolment key that is good.
    ///
    /// @param tags what its runners must offer
    /// @param ephemeral whether they are removed when they are gone
    record Enrolment(String id, List<String> tags, boolean ephemeral) {}

    /// What there is under a runner's id.
    ///
    /// @param taken a key has it that keeps it from what this enrolment key mints
    /// @param revoked the enrolment key minted a credential for it that was revoked
    /// @param known the enrolment key minted a credential for it that is still listed
    /// @param living the key with which the runner registered that is heard of; null = nobody is
    record Standing(
            boolean taken,
            boolean revoked,
            boolean known,
            @Nullable String living) {}

    private final Jdbi jdbi;
    private final FleetConfig fleet;

    EnrolmentStore(Jdbi jdbi, FleetConfig fleet) {
        this.jdbi = jdbi;
        this.fleet = fleet;
    }

    /// The enrolment key, locked; empty when it has ended.
    Optional<Enrolment> lock(String keyId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id, required_tags, ephemeral from api_key
                        where id = :id and revoked_at is null and (expires_at is null or expires_at > now())
                        for no key update
                        """)
                .bind("id", keyId)
                .map((row, context) -> new Enrolment(
                        row.getString("id"), Columns.texts(row, "required_tags"), row.getBoolean("ephemeral")))
                .findOne());
    }

    /// What there is under a runner's id, as seen by an enrolment key.
    Standing standing(String runner, String enrolment) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(bool_or(%s), false) as taken,
                            coalesce(bool_or(k.enrolment_id = :enrolment and k.revoked_at is not null), false) as revoked,
                            coalesce(bool_or(k.enrolment_id = :enrolment), false) as known,
                            (select r.key_id from runner r where r.id = :runner and is_heard_of(r, :offline))
                                as living
                        from (
                            select key.* from api_key key where key.runner_id = :runner
                            union all
                            select key.* from runner r join api_key key on key.id = r.key_id where r.id = :runner
                        ) k
                        """.formatted(RunnerCredentials.KEEPS_ITS_ID))
                .bind("runner", runner)
                .bind("enrolment", enrolment)
                .bind("offline", fleet.offlineAfter().toMillis())
                .map((row, context) -> new Standing(
                        row.getBoolean("taken"),
                        row.getBoolean("revoked"),
                        row.getBoolean("known"),
                        Columns.textOrNull(row, "living")))
                .one());
    }

    /// Counts another runner that the key enrols; false when it may enrol no more.
    boolean use(String enrolment) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update api_key set uses = uses + 1 where id = :id and (max_uses is null or uses < max_uses)")
                        .bind("id", enrolment)
                        .execute())
                == 1;
    }

    /// Removes what was minted for the runner and never registered: nobody heard of it, or somebody enrolled twice.
    void dropUnused(String runner, String enrolment) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        delete from api_key k where k.runner_id = :runner and k.enrolment_id = :enrolment
                            and not exists (select from runner r where r.id = :runner and r.key_id = k.id)
                        """)
                .bind("runner", runner)
                .bind("enrolment", enrolment)
                .execute());
    }

    /// Stores a credential, of its text the hash and the beginning only; returns its id.
    ///
    /// @param replaces the credential whose place it takes though the runner is heard of; null = none
    String mint(String runner, ApiKey key, Enrolment enrolment, @Nullable String replaces) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into api_key (id, name, role, hash, prefix, required_tags, ephemeral, enrolment_id,
                            runner_id, replaces, created_by)
                        values (:id, :runner, :role, :hash, :prefix, :tags, :ephemeral, :enrolment, :runner,
                            :replaces, :enrolment)
                        returning id
                        """)
                .bind("id", Ids.prefixed("key"))
                .bind("runner", runner)
                .bind("role", Role.RUNNER.wire())
                .bind("hash", key.hash())
                .bind("prefix", key.prefix())
                .bindArray("tags", String.class, enrolment.tags())
                .bind("ephemeral", enrolment.ephemeral())
                .bind("enrolment", enrolment.id())
                .bind("replaces", replaces)
                .mapTo(String.class)
                .one());
    }
}
