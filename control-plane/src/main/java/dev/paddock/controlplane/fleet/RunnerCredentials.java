package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `api_key` as far as it says which runners a key may register.
@Singleton
public class RunnerCredentials {

    /// Whether the key `k` keeps the id `:runner` from the credentials that the key `:enrolment` mints, as a condition;
    /// no enrolment means a key that an administrator made.
    ///
    /// What an administrator made holds its ids until it ends. A credential gives way to one that the same
    /// enrolment key minted, or another where that one has ended: so a new enrolment key takes a fleet over.
    public static final String KEEPS_ITS_ID = """
            k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
                and (:enrolment::text is null or k.runner_id is distinct from :runner
                    or k.enrolment_id is distinct from :enrolment and exists (select from api_key e
                        where e.id = k.enrolment_id and e.revoked_at is null
                            and (e.expires_at is null or e.expires_at > now())))
            """;

    /// What a key may register.
    ///
    /// @param runner the only one; null = any
    /// @param enrolment the key that minted it; null = an administrator made it
    /// @param replaces the credential that its runner had when it enrolled again; null = it had none
    /// @param tags what the runner must offer
    /// @param ephemeral whether the runner is, whatever it says
    record Terms(
            @Nullable String runner,
            @Nullable String enrolment,
            @Nullable String replaces,
            List<String> tags,
            boolean ephemeral) {

        /// 403 when the key is for another runner, 400 when the runner lacks tags.
        void check(RunnerHeaders headers) {
            if (runner != null && !runner.equals(headers.id())) {
                throw new ProblemException(
                        ProblemCode.NOT_YOUR_RUNNER,
                        "The credential was minted for the runner " + runner + ", not for " + headers.id()
                                + "; enrol that one.");
            }
            List<String> missing =
                    tags.stream().filter(tag -> !headers.tags().contains(tag)).toList();
            if (!missing.isEmpty()) {
                throw ProblemException.invalid(
                        "x-runner-tags", "must have " + String.join(", ", missing) + ", which the enrolment asks for");
            }
        }
    }

    /// What becomes of a runner's id when a key that is not the runner's own registers it.
    enum Succession {
        /// The runner's key has ended, or this one was made to take its place.
        OPEN,
        /// This one may take the place of the runner's key once nobody is heard of under the id.
        WHEN_GONE,
        /// The id stays with the runner's key.
        NEVER
    }

    private final Jdbi jdbi;

    RunnerCredentials(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// What the caller's key may register. 401 when it has ended since the call began.
    Terms terms(String keyId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select runner_id, enrolment_id, replaces, required_tags, ephemeral from api_key
                        where id = :key and revoked_at is null and (expires_at is null or expires_at > now())
                        """)
                .bind("key", keyId)
                .map((row, context) -> new Terms(
                        row.getString("runner_id"),
                        row.getString("enrolment_id"),
                        row.getString("replaces"),
                        Columns.texts(row, "required_tags"),
                        row.getBoolean("ephemeral")))
                .findOne()
                .orElseThrow(() ->
                        new ProblemException(ProblemCode.UNAUTHENTICATED, "The key has just ended; use another one.")));
    }

    /// Whether a key with these terms takes the place of the runner's key `holder`.
    Succession succession(String holder, String runner, Terms terms) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select case when %s then 'NEVER' when k.id = :replaces then 'OPEN' else 'WHEN_GONE' end
                        from api_key k where k.id = :holder and k.revoked_at is null
                            and (k.expires_at is null or k.expires_at > now())
                        """.formatted(KEEPS_ITS_ID))
                .bind("holder", holder)
                .bind("runner", runner)
                .bind("enrolment", terms.enrolment())
                .bind("replaces", terms.replaces())
                .mapTo(Succession.class)
                .findOne()
                .orElse(Succession.OPEN));
    }

    /// Ends the credential that a newer one of the same runner took the place of. A key that was not minted stays.
    void replaced(String keyId, String runner) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "delete from api_key where id = :key and runner_id = :runner and revoked_at is null")
                .bind("key", keyId)
                .bind("runner", runner)
                .execute());
    }
}
