package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.build.BuildEnded;
import dev.paddock.controlplane.build.Builds;
import dev.paddock.controlplane.generation.StoreSite.SiteFile;
import dev.paddock.controlplane.outcome.Counts;
import dev.paddock.controlplane.outcome.QualityVerdict;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.controlplane.storage.Digest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Shows what was made, in one transaction: readers have the whole report that was there, or the whole new one.
@Singleton
class PublishReport {

    private final GenerationStore generations;
    private final BlobReferences references;
    private final Jdbi jdbi;
    private final Json json;
    private final Event<BuildEnded> ended;

    PublishReport(
            GenerationStore generations, BlobReferences references, Jdbi jdbi, Json json, Event<BuildEnded> ended) {
        this.generations = generations;
        this.references = references;
        this.jdbi = jdbi;
        this.json = json;
        this.ended = ended;
    }

    /// Ends the job with what came of it. False when it is not its thread's any more, or its build is
    /// deleted; then nothing is changed, but that the project's next report can begin.
    @Transactional
    public boolean publish(Job job, Made.End made) {
        // The build's row first, as who asks for reports and who deletes builds have it.
        jdbi.useHandle(handle -> handle.createQuery("select id from build where id = :id for no key update")
                .bind("id", job.build())
                .mapTo(String.class)
                .findOne());
        return switch (made) {
            case Made.Report report -> publish(job, report);
            case Made.Nothing nothing -> publish(job, nothing);
        };
    }

    private boolean publish(Job job, Made.Report made) {
        Digest history = made.history();
        if (!generations.end(job, history)) {
            return false;
        }
        show(job, made);
        if (history != null) {
            String owner = job.key().environment() + "/" + job.key().project();
            references.drop(Builds.HISTORY, owner);
            refer(Builds.HISTORY, owner, Set.of(history));
        }
        tell(job, made);
        return true;
    }

    private boolean publish(Job job, Made.Nothing made) {
        if (!generations.end(job, null)) {
            return false;
        }
        tell(job, made);
        return true;
    }

    private void show(Job job, Made.Report made) {
        String id = Ids.prefixed("pub");
        List<SiteFile> files = made.files();
        jdbi.useHandle(handle -> {
            handle.createUpdate(
                            "update publication set superseded_at = now() where build = :build and superseded_at is null")
                    .bind("build", job.build())
                    .execute();
            handle.createUpdate("insert into publication (id, build) values (:id, :build)")
                    .bind("id", id)
                    .bind("build", job.build())
                    .execute();
            list(handle, id, files);
            handle.createUpdate("update build set publication = :id where id = :build")
                    .bind("id", id)
                    .bind("build", job.build())
                    .execute();
        });
        refer(Builds.FILES, id, files.stream().map(SiteFile::digest).collect(Collectors.toSet()));
    }

    private static void list(Handle handle, String publication, List<SiteFile> files) {
        handle.createUpdate("""
                        insert into publication_file (publication, path, digest, start, bytes, packed)
                        select :id, path, digest, start, bytes, packed
                        from unnest(:paths, :digests, :starts, :bytes, :packed)
                            as f (path, digest, start, bytes, packed)
                        """)
                .bind("id", publication)
                .bindArray("paths", String.class, column(files, SiteFile::path))
                .bindArray(
                        "digests",
                        String.class,
                        column(files, file -> file.digest().hex()))
                .bindArray("starts", Long.class, column(files, SiteFile::start))
                .bindArray("bytes", Long.class, column(files, SiteFile::bytes))
                .bindArray("packed", Boolean.class, column(files, SiteFile::packed))
                .execute();
    }

    private static <T> List<T> column(List<SiteFile> files, Function<SiteFile, T> value) {
        return files.stream().map(value).toList();
    }

    private void refer(String kind, String owner, Set<Digest> digests) {
        Set<Digest> missing = references.add(kind, owner, digests);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("what was just stored is not there: " + missing);
        }
    }

    private void tell(Job job, Made.Report made) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update build set passed = :passed, failed = :failed, skipped = :skipped, total = :total,
                            gate = cast(:gate as json), config = cast(:config as json), warnings = :warnings,
                            outcome = 'done'
                        where id = :build
                        """)
                .bind("passed", made.counts().passed())
                .bind("failed", made.counts().failed())
                .bind("skipped", made.counts().skipped())
                .bind("total", made.counts().total())
                .bind("gate", made.gate() == null ? null : json.write(made.gate()))
                .bind("config", json.write(made.config().members()))
                .bindArray("warnings", String.class, made.warnings())
                .bind("build", job.build())
                .execute());
        QualityVerdict gate = made.gate();
        fire(job, true, new Found(made.counts(), gate == null ? null : gate.passed()), made.warnings());
    }

    /// What the report before has found stands, as that report does.
    private void tell(Job job, Made.Nothing made) {
        Found before = jdbi.withHandle(handle -> handle.createQuery("""
                        update build set warnings = :warnings, outcome = 'failed' where id = :build
                        returning passed, failed, skipped, total, (gate ->> 'passed')::boolean as gate
                        """)
                .bindArray("warnings", String.class, made.warnings())
                .bind("build", job.build())
                .map((row, context) -> new Found(
                        new Counts(
                                row.getInt("passed"), row.getInt("failed"), row.getInt("skipped"), row.getInt("total")),
                        row.getObject("gate", Boolean.class)))
                .one());
        fire(job, false, before, made.warnings());
    }

    private record Found(Counts counts, @Nullable Boolean gate) {}

    private void fire(Job job, boolean done, Found found, List<String> warnings) {
        ended.fire(new BuildEnded(job.build(), job.id(), job.key(), done, found.counts(), found.gate(), warnings));
    }
}
