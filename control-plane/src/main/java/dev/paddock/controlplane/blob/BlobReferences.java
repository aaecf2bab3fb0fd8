package dev.paddock.controlplane.blob;

import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/// What keeps blobs: each reference is of an owner, such as a build, that has some of its own.
///
/// Joins the owner's transaction: an owner that is committed has its blobs.
@Singleton
public class BlobReferences {

    private final Jdbi jdbi;

    BlobReferences(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// Adds references; those that are there stay.
    ///
    /// @param kind what the owner is, such as `build`
    /// @param owner its id among those of its kind
    /// @return those that are not stored and got none: store them again and repeat
    @Transactional
    public Set<Digest> add(String kind, String owner, Collection<Digest> digests) {
        List<String> found = jdbi.withHandle(handle -> handle.createQuery("""
                        with found as (
                            select digest from blob where digest = any(:digests) and state = 'stored'
                            order by digest for key share),
                        added as (
                            insert into blob_reference (kind, owner, digest) select :kind, :owner, digest from found
                            on conflict do nothing)
                        select digest from found
                        """)
                .bind("kind", kind)
                .bind("owner", owner)
                .bindArray("digests", String.class, BlobStore.hex(digests))
                .mapTo(String.class)
                .list());
        Set<Digest> missing = new HashSet<>(digests);
        found.forEach(digest -> missing.remove(new Digest(digest)));
        return missing;
    }

    /// Drops all references of an owner. What nothing else refers to is removed when its grace time is over.
    @Transactional
    public void drop(String kind, String owner) {
        release(kind, List.of(owner));
    }

    /// As [#drop(String, String)], for an owner that has come to nothing: what only it has put has no
    /// grace time.
    @Transactional
    public void discard(String kind, String owner) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        update blob set touched_at = 'epoch'
                        where touched_at = created_at and digest in (
                            select b.digest from blob b join blob_reference r on r.digest = b.digest
                            where r.kind = :kind and r.owner = :owner order by b.digest for no key update of b)
                        """).bind("kind", kind).bind("owner", owner).execute());
        release(kind, List.of(owner));
    }

    /// As [#drop(String, String)], for several owners of a kind.
    ///
    /// @return how many bytes the blobs have that nothing refers to any more
    @Transactional
    public long drop(String kind, Collection<String> owners) {
        List<String> released = release(kind, owners);
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(sum(bytes), 0) from blob b where digest = any(:digests)
                            and not exists (select from blob_reference r where r.digest = b.digest)
                        """)
                .bindArray("digests", String.class, released)
                .mapTo(Long.class)
                .one());
    }

    /// How many bytes [#drop(String, Collection)] would free.
    public long bytesOfNobodyElse(String kind, Collection<String> owners) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select coalesce(sum(bytes), 0) from blob b
                        where digest in (select digest from blob_reference where kind = :kind and owner = any(:owners))
                            and not exists (select from blob_reference r
                                where r.digest = b.digest and not (r.kind = :kind and r.owner = any(:owners)))
                        """)
                .bind("kind", kind)
                .bindArray("owners", String.class, List.copyOf(owners))
                .mapTo(Long.class)
                .one());
    }

    private List<String> release(String kind, Collection<String> owners) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with dropped as (
                            delete from blob_reference where kind = :kind and owner = any(:owners) returning digest),
                        locked as (
                            select digest from blob where digest in (select digest from dropped)
                            order by digest for no key update),
                        loosened as (
                            update blob set loose = true from locked
                            where blob.digest = locked.digest and not blob.loose)
                        select distinct digest from dropped
                        """)
                .bind("kind", kind)
                .bindArray("owners", String.class, List.copyOf(owners))
                .mapTo(String.class)
                .list());
    }
}
