package dev.paddock.controlplane.session;

import dev.paddock.controlplane.secret.Secrets;
import dev.paddock.controlplane.sql.Ids;
import jakarta.inject.Singleton;
import java.security.KeyPair;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `session_key`.
@Singleton
class SigningKeyStore {

    private static final Logger LOG = Logger.getLogger(SigningKeyStore.class);

    private final Jdbi jdbi;
    private final Secrets secrets;

    SigningKeyStore(Jdbi jdbi, Secrets secrets) {
        this.jdbi = jdbi;
        this.secrets = secrets;
    }

    /// The keys, the newest first, without those that the server's secrets do not open.
    ///
    /// @param age after which a key is due to be followed by another
    List<SigningKey> all(Duration age) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select generation, id, public_key, private_key,
                            created_at + make_interval(secs => :age) < now() as due
                        from session_key order by generation desc
                        """).bind("age", age.toSeconds()).map((row, context) -> opened(row)).list().stream()
                        .filter(Objects::nonNull)
                        .toList());
    }

    private @Nullable SigningKey opened(ResultSet row) throws SQLException {
        String id = row.getString("id");
        try {
            return new SigningKey(
                    row.getInt("generation"),
                    id,
                    SigningKey.publicKey(row.getBytes("public_key")),
                    SigningKey.privateKey(secrets.open(row.getBytes("private_key"), context(id))),
                    row.getBoolean("due"));
        } catch (IllegalStateException e) {
            LOG.warnf("sessions signed with %s have ended: %s", id, e.getMessage());
            return null;
        }
    }

    /// The generation of the newest key, whether or not the server's secrets open it; 0 = there is none.
    int last() {
        return jdbi.withHandle(handle -> handle.createQuery("select coalesce(max(generation), 0) from session_key")
                .mapTo(Integer.class)
                .one());
    }

    /// Adds the key of a generation, unless another replica does so at the same time.
    void add(int generation) {
        String id = Ids.prefixed("sk");
        KeyPair pair = SigningKey.random();
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into session_key (generation, id, public_key, private_key)
                        values (:generation, :id, :public, :private) on conflict do nothing
                        """)
                .bind("generation", generation)
                .bind("id", id)
                .bind("public", pair.getPublic().getEncoded())
                .bind("private", secrets.seal(pair.getPrivate().getEncoded(), context(id)))
                .execute());
    }

    /// Removes keys that were followed by another longer ago than `length`: what they signed has ended.
    void forget(Duration length) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        delete from session_key k using session_key next
                        where next.generation = k.generation + 1
                            and next.created_at + make_interval(secs => :length) < now()
                        """).bind("length", length.toSeconds()).execute());
    }

    /// Seals under the server's secret what is sealed under the one before it.
    void reseal() {
        jdbi.useHandle(handle -> handle.createQuery("select id, private_key from session_key")
                .map((row, context) -> new Sealed(row.getString("id"), row.getBytes("private_key")))
                .list()
                .forEach(this::reseal));
    }

    private record Sealed(String id, byte[] text) {}

    private void reseal(Sealed key) {
        try {
            secrets.reseal(key.text(), context(key.id()))
                    .ifPresent(text -> jdbi.useHandle(handle -> handle.createUpdate("""
                                    update session_key set private_key = :text where id = :id and private_key = :old
                                    """)
                            .bind("id", key.id())
                            .bind("text", text)
                            .bind("old", key.text())
                            .execute()));
        } catch (IllegalStateException e) {
            // Said where keys are read.
            LOG.debug("not sealed again", e);
        }
    }

    private static String context(String id) {
        return "session key " + id;
    }
}
