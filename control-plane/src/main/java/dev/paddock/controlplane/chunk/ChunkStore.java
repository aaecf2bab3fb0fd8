package dev.paddock.controlplane.chunk;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.upload.UploadPhases;
import dev.paddock.controlplane.upload.UploadStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// The SQL of `upload_chunk`.
@Singleton
class ChunkStore {

    /// A chunk that has come.
    record Chunk(Digest digest, long bytes) {}

    private final Jdbi jdbi;
    private final BlobReferences references;

    ChunkStore(Jdbi jdbi, BlobReferences references) {
        this.jdbi = jdbi;
        this.references = references;
    }

    /// The chunk at a place, when it has come.
    Optional<Chunk> find(String upload, int index) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select digest, bytes from upload_chunk where upload = :upload and nth = :nth")
                .bind("upload", upload)
                .bind("nth", index)
                .map((row, context) -> new Chunk(new Digest(row.getString("digest")), row.getLong("bytes")))
                .findOne());
    }

    /// Notes one that is stored, and keeps it. Its caller holds the upload's row.
    void add(String upload, int index, Chunk chunk) {
        if (!references.add(UploadStore.KIND, upload, List.of(chunk.digest())).isEmpty()) {
            throw new IllegalStateException("the chunk " + chunk.digest() + " is not stored");
        }
        jdbi.useHandle(handle -> handle.createUpdate(
                        "insert into upload_chunk (upload, nth, digest, bytes) values (:upload, :nth, :digest, :bytes)")
                .bind("upload", upload)
                .bind("nth", index)
                .bind("digest", chunk.digest().hex())
                .bind("bytes", chunk.bytes())
                .execute());
    }

    /// How many have come.
    int count(String upload) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from upload_chunk where upload = :upload")
                .bind("upload", upload)
                .mapTo(Integer.class)
                .one());
    }

    /// The bytes of those that have come.
    long bytes(String upload) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select coalesce(sum(bytes), 0) from upload_chunk where upload = :upload")
                        .bind("upload", upload)
                        .mapTo(Long.class)
                        .one());
    }

    /// The places of those that have not come.
    List<Integer> missing(String upload, int total) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select n from generate_series(0, :total - 1) as n
                        where not exists (select from upload_chunk where upload = :upload and nth = n) order by n
                        """)
                .bind("upload", upload)
                .bind("total", total)
                .mapTo(Integer.class)
                .list());
    }

    /// All, in order.
    List<Digest> digests(String upload) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select digest from upload_chunk where upload = :upload order by nth")
                        .bind("upload", upload)
                        .map((row, context) -> new Digest(row.getString("digest")))
                        .list());
    }

    /// An upload whose chunks were being put together by somebody who is gone; its own id.
    Optional<String> orphan() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select id from upload_session
                        where phase = 'assembling' and due_at < now() and tries < :tries
                        order by due_at limit 1
                        """)
                .bind("tries", UploadPhases.MOST_TRIES)
                .mapTo(String.class)
                .findOne());
    }
}
