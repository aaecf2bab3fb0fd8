package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `blob`.
@Singleton
class BlobStore {

    private final Jdbi jdbi;

    BlobStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Notes that a blob arrives, in a transaction of its own; its grace time begins anew. Waits while the same one is
    /// being removed.
    ///
    /// @return whether it was stored before
    @Transactional(TxType.REQUIRES_NEW)
    public boolean register(Digest digest, long bytes) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into blob (digest, bytes, state, touched_at, loose)
                        values (:digest, :bytes, 'arriving', now(), true)
                        on conflict (digest) do update set touched_at = now(), loose = true,
                            state = case blob.state when 'stored' then 'stored' else 'arriving' end
                        returning state = 'stored'
                        """)
                .bind("digest", digest.hex())
                .bind("bytes", bytes)
                .mapTo(Boolean.class)
                .one());
    }

    /// Notes that its bytes are in the storage, in a transaction of its own. False when it has begun to leave: its
    /// grace time was over.
    @Transactional(TxType.REQUIRES_NEW)
    public boolean stored(Digest digest) {
        return jdbi.withHandle(handle ->
                        handle.createUpdate("""
                        update blob set state = 'stored' where digest = :digest and state <> 'leaving'
                        """).bind("digest", digest.hex()).execute())
                == 1;
    }

    /// Notes that its bytes are not those that were stored, in a transaction of its own: it counts as one that arrives.
    /// Waits for nobody, since the caller may be who has it; then the next who reads it notes it.
    @Transactional(TxType.REQUIRES_NEW)
    public void damaged(Digest digest) {
        jdbi.useHandle(
                handle -> handle.createUpdate("""
                        update blob set state = 'arriving' where digest = (
                            select digest from blob where digest = :digest and state = 'stored'
                            for no key update skip locked)
                        """).bind("digest", digest.hex()).execute());
    }

    /// Ends the grace time of one that was put once and not asked for since.
    void discard(Digest digest) {
        jdbi.useHandle(
                handle -> handle.createUpdate("""
                        update blob set touched_at = 'epoch' where digest = :digest and touched_at = created_at
                        """).bind("digest", digest.hex()).execute());
    }

    /// Those that are stored, with their bytes; their grace time begins anew.
    public Map<Digest, Long> present(Collection<Digest> digests) {
        return digests(jdbi.withHandle(handle -> handle.createQuery("""
                        with found as (
                            select digest, bytes from blob where digest = any(:digests) and state = 'stored'
                            order by digest for no key update),
                        touched as (
                            update blob set touched_at = now() from found
                            where blob.digest = found.digest
                                and (blob.touched_at < now() - interval '1 minute'
                                    or blob.touched_at = blob.created_at))
                        select digest, bytes from found
                        """)
                .bindArray("digests", String.class, hex(digests))
                .map((row, context) -> sized(row))
                .list()));
    }

    /// Condemns up to `most` that nothing refers to and whose grace time is over: nobody sees them from now on.
    ///
    /// @return how many it looked at; fewer than `most` were due when it is less
    @Transactional
    public int condemn(Duration grace, int most) {
        return jdbi.withHandle(handle -> {
            List<String> due = handle.createQuery("""
                            select digest from blob
                            where loose and state <> 'leaving' and touched_at < now() - :grace * interval '1 ms'
                            order by touched_at limit :most for update skip locked
                            """)
                    .bind("grace", grace.toMillis())
                    .bind("most", most)
                    .mapTo(String.class)
                    .list();
            // Nobody adds a reference to a locked row, and this statement sees all that were added before.
            handle.createUpdate("""
                            update blob b set loose = not referred,
                                state = case when referred then state else 'leaving' end
                            from (select d.digest, exists (
                                    select from blob_reference r where r.digest = d.digest) as referred
                                from unnest(:due) as d (digest)) as seen
                            where b.digest = seen.digest
                            """).bindArray("due", String.class, due).execute();
            return due.size();
        });
    }

    /// Locks up to `most` condemned ones; who puts one waits from here to the end of the transaction.
    Map<Digest, Long> lockLeaving(int most) {
        return digests(jdbi.withHandle(handle -> handle.createQuery("""
                        select digest, bytes from blob where state = 'leaving' limit :most for update skip locked
                        """)
                .bind("most", most)
                .map((row, context) -> sized(row))
                .list()));
    }

    /// Forgets blobs whose bytes are gone.
    void forget(Collection<Digest> digests) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from blob where digest = any(:digests)")
                .bindArray("digests", String.class, hex(digests))
                .execute());
    }

    /// See [Blobs#usedBytes].
    public long usedBytes() {
        return jdbi.withHandle(handle -> handle.createQuery("select coalesce(sum(bytes), 0) from blob")
                .mapTo(Long.class)
                .one());
    }

    private static Map.Entry<Digest, Long> sized(ResultSet row) throws SQLException {
        return Map.entry(new Digest(row.getString("digest")), row.getLong("bytes"));
    }

    private static Map<Digest, Long> digests(List<Map.Entry<Digest, Long>> sized) {
        return sized.stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static List<String> hex(Collection<Digest> digests) {
        return digests.stream().map(Digest::hex).distinct().sorted().toList();
    }
}
