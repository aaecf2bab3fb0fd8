package dev.paddock.controlplane.upload;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.upload.UploadSession.Target;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// The SQL of an upload's way from phase to phase. Every step says where it begins; an upload that is elsewhere, or
/// deleted, stays as it is.
@Singleton
public class UploadPhases {

    /// An upload has changed; heard after commit.
    record Changed() {}

    /// An upload that begins.
    ///
    /// @param chunks null = it comes in one call
    /// @param size bytes; null = not said
    /// @param holder who has it in work; null = it waits for its chunks
    /// @param patience how long it may be idle
    public record Begun(
            Target target,
            @Nullable String fileName,
            @Nullable Integer chunks,
            @Nullable Long size,
            String by,
            @Nullable UUID holder,
            Duration patience) {}

    private static final int LONGEST_ERROR = 2000;

    /// How many processes may vanish over the chunks of an upload before it fails.
    public static final int MOST_TRIES = 3;

    private final Jdbi jdbi;
    private final BlobReferences references;
    private final UploadStore store;
    private final Event<Changed> changed;
    private final Event<UploadEnded> ended;

    UploadPhases(
            Jdbi jdbi, BlobReferences references, UploadStore store, Event<Changed> changed, Event<UploadEnded> ended) {
        this.jdbi = jdbi;
        this.references = references;
        this.store = store;
        this.changed = changed;
        this.ended = ended;
    }

    /// A new upload; empty while another of its build is open. One in chunks of the same caller that
    /// waits for more of them makes room: it fails, and nobody is told but who asks.
    @Transactional(TxType.MANDATORY)
    public Optional<UploadSession> begin(Begun begun) {
        makeRoom(begun);
        Optional<String> id = jdbi.withHandle(handle -> handle.createQuery("""
                        insert into upload_session (id, upload_id, environment_id, project_id, build_id, file_name,
                            chunked, total_size, total_chunks, uploaded_by, phase, holder, due_at)
                        values (:id, :uploadId, :environment, :project, :build, :fileName, :chunked, :size, :chunks,
                            :by, 'uploading', cast(:holder as uuid), now() + :patience * interval '1 ms')
                        on conflict do nothing returning id
                        """)
                .bind("id", Ids.prefixed("upload"))
                .bind("uploadId", Ids.task().toString())
                .bind("environment", begun.target().environment())
                .bind("project", begun.target().project())
                .bind("build", begun.target().build())
                .bind("fileName", begun.fileName())
                .bind("chunked", begun.chunks() != null)
                .bind("size", begun.size())
                .bind("chunks", begun.chunks() == null ? 1 : begun.chunks())
                .bind("by", begun.by())
                .bind("holder", begun.holder())
                .bind("patience", begun.patience().toMillis())
                .mapTo(String.class)
                .findOne());
        tell();
        return id.flatMap(store::find);
    }

    private void makeRoom(Begun begun) {
        List<String> ids = jdbi.withHandle(handle -> handle.createQuery("""
                        update upload_session set phase = 'failed', failed_at_phase = phase, due_at = null,
                            completed_at = now(), no = null, error = 'Its sender began another upload of the build.'
                        where environment_id = :environment and project_id = :project and build_id = :build
                            and phase = 'uploading' and chunked and uploaded_by = :by returning id
                        """)
                .bind("environment", begun.target().environment())
                .bind("project", begun.target().project())
                .bind("build", begun.target().build())
                .bind("by", begun.by())
                .mapTo(String.class)
                .list());
        ids.forEach(id -> references.discard(UploadStore.KIND, id));
    }

    /// A sign of life of those who have uploads in work.
    @Transactional(TxType.REQUIRES_NEW)
    public void renew(List<UUID> holders, Duration lease) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update upload_session set due_at = now() + :lease * interval '1 ms'
                        where holder = any(:holders) and phase in ('uploading', 'assembling')
                        """)
                .bind("lease", lease.toMillis())
                .bindArray("holders", UUID.class, holders)
                .execute());
    }

    /// A chunk has come: the upload waits `patience` for the next one. False when it takes none any more.
    @Transactional(TxType.MANDATORY)
    public boolean grow(String id, Duration patience) {
        boolean open = jdbi.withHandle(handle -> handle.createUpdate("""
                                update upload_session set due_at = now() + :patience * interval '1 ms', no = null
                                where id = :id and phase = 'uploading' and chunked
                                """)
                        .bind("id", id)
                        .bind("patience", patience.toMillis())
                        .execute())
                == 1;
        tell();
        return open;
    }

    /// Takes an upload in chunks into work, which all have come, or one whose former holder is gone. False when it is
    /// in work, or past that.
    @Transactional(TxType.REQUIRES_NEW)
    public boolean assemble(String id, UUID holder, Duration lease) {
        boolean taken = jdbi.withHandle(handle -> handle.createUpdate("""
                                update upload_session set phase = 'assembling', holder = :holder, tries = tries + 1,
                                    due_at = now() + :lease * interval '1 ms', no = null
                                where id = :id and chunked
                                    and (phase = 'uploading'
                                        or phase = 'assembling' and due_at < now() and tries < :tries)
                                """)
                        .bind("id", id)
                        .bind("tries", MOST_TRIES)
                        .bind("holder", holder)
                        .bind("lease", lease.toMillis())
                        .execute())
                == 1;
        tell();
        return taken;
    }

    /// The archive is stored: the upload keeps it, lets go of its chunks, and waits for its report. False when `holder`
    /// has it in work no more.
    @Transactional(TxType.MANDATORY)
    public boolean generate(String id, UUID holder, Digest results, long bytes) {
        boolean held = jdbi.withHandle(handle -> handle.createUpdate("""
                                update upload_session set phase = 'generating', holder = null, due_at = null,
                                    results = :results, total_size = :bytes, no = null
                                where id = :id and holder = :holder and phase in ('uploading', 'assembling')
                                """)
                        .bind("id", id)
                        .bind("holder", holder)
                        .bind("results", results.hex())
                        .bind("bytes", bytes)
                        .execute())
                == 1;
        if (held) {
            references.drop(UploadStore.KIND, id);
            if (!references.add(UploadStore.KIND, id, List.of(results)).isEmpty()) {
                throw new IllegalStateException("the results of " + id + " are not stored");
            }
            tell();
        }
        return held;
    }

    /// It could not be done; false when `holder` has it in work no more. Lets go of its bytes, in a transaction of its
    /// own.
    ///
    /// @param error why, in a sentence
    @Transactional(TxType.REQUIRES_NEW)
    public boolean fail(String id, UUID holder, String error) {
        return end(
                        """
                update upload_session set phase = 'failed', failed_at_phase = phase, error = :error, due_at = null,
                    holder = null, completed_at = now(), no = null
                where id = :id and holder = :holder and phase in ('uploading', 'assembling') returning id
                """,
                        query -> query.bind("id", id).bind("holder", holder).bind("error", cut(error)),
                        references::discard)
                == 1;
    }

    /// A report was made of the results of a build, or could not be. Nothing happens when no upload waits for it.
    @Transactional(TxType.MANDATORY)
    public void finish(Target target, ReportMade made) {
        String error = made.error();
        end(
                """
                update upload_session set phase = case when :error::text is null then 'done' else 'failed' end,
                    failed_at_phase = case when :error::text is null then null else phase end, error = :error,
                    completed_at = now(), passed = :passed, failed = :failed, skipped = :skipped, total = :total,
                    no = null
                where environment_id = :environment and project_id = :project and build_id = :build
                    and phase = 'generating' returning id
                """,
                query -> query.bind("environment", target.environment())
                        .bind("project", target.project())
                        .bind("build", target.build())
                        .bind("error", error == null ? null : cut(error))
                        .bind("passed", made.passed())
                        .bind("failed", made.failed())
                        .bind("skipped", made.skipped())
                        .bind("total", made.total()),
                references::drop);
    }

    /// The builds of these are deleted: of those whose reports are not made, none will be.
    @Transactional(TxType.MANDATORY)
    public void abandon(List<Target> targets) {
        end(
                """
                update upload_session set phase = 'failed', failed_at_phase = phase, completed_at = now(), no = null,
                    error = 'The build was deleted before its report was made.'
                where phase = 'generating' and (environment_id, project_id, build_id) in (
                    select * from unnest(:environments, :projects, :builds)) returning id
                """,
                query -> query.bindArray("environments", String.class, each(targets, Target::environment))
                        .bindArray("projects", String.class, each(targets, Target::project))
                        .bindArray("builds", String.class, each(targets, Target::build)),
                references::drop);
    }

    private static List<String> each(List<Target> targets, Function<Target, String> part) {
        return targets.stream().map(part).toList();
    }

    /// Fails up to `most` that wait for nothing any more: their sender has gone, or whoever had them in work, where
    /// nobody else can go on, or three have tried. Returns how many.
    @Transactional
    public int failOverdue(int most) {
        return end("""
                update upload_session set phase = 'failed', failed_at_phase = phase, due_at = null, holder = null,
                    completed_at = now(), no = null,
                    error = case when phase = 'assembling' then 'The servers that put the chunks together stopped; '
                                || 'send the results again.'
                        when chunked then 'No chunk came for too long; send the results again.'
                        else 'The server that received the results stopped; send them again.' end
                where id in (
                    select id from upload_session
                    where due_at < now() and (phase = 'uploading' or tries >= :tries)
                    order by due_at limit :most for update skip locked) returning id
                """, query -> query.bind("most", most).bind("tries", MOST_TRIES), references::discard);
    }

    /// @param release lets go of the bytes, by kind and id
    private int end(String update, UnaryOperator<Query> binding, BiConsumer<String, String> release) {
        List<String> ids = jdbi.withHandle(handle ->
                binding.apply(handle.createQuery(update)).mapTo(String.class).list());
        ids.forEach(id -> {
            release.accept(UploadStore.KIND, id);
            store.find(id).map(UploadEnded::new).ifPresent(ended::fire);
        });
        tell();
        return ids.size();
    }

    private static String cut(String error) {
        return error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }

    private void tell() {
        changed.fire(new Changed());
    }
}
