package dev.paddock.controlplane.upload;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.sql.Columns;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `upload_session` for its readers, and of its end.
@Singleton
public class UploadStore {

    /// The kind of owner that the chunks and the results of an upload belong to.
    public static final String KIND = "upload";

    static final String VIEW = """
            select s.*, case when s.chunked then (select count(*)::int from upload_chunk c where c.upload = s.id)
                when s.results is null then 0 else 1 end as received
            from upload_session s
            """;

    private final Jdbi jdbi;
    private final BlobReferences references;
    private final PublicUrl url;

    UploadStore(Jdbi jdbi, BlobReferences references, PublicUrl url) {
        this.jdbi = jdbi;
        this.references = references;
        this.url = url;
    }

    /// The upload that `either` of its ids names.
    public Optional<UploadSession> find(String either) {
        return jdbi.withHandle(handle -> handle.createQuery(VIEW + " where :id in (s.id, s.upload_id)")
                .bind("id", either)
                .map((row, context) -> view(row))
                .findOne());
    }

    /// Those within the limits, newest first.
    ///
    /// @param before those that began before this one; null = from the newest on
    List<UploadSession> list(Scope scope, @Nullable UploadSession before, int limit, int offset) {
        List<String> within = scope.bindableProjects();
        return jdbi.withHandle(handle -> handle.createQuery(VIEW + """
                         where (s.started_at, s.id) < (cast(:at as timestamptz), :id)
                            and (:within::text[] is null or s.environment_id || '/' || s.project_id = any(:within))
                        order by s.started_at desc, s.id desc limit :limit offset :offset
                        """)
                .bindByType("within", within == null ? null : within.toArray(new String[0]), String[].class)
                .bind("at", before == null ? "infinity" : before.startedAt().toString())
                .bind("id", before == null ? "" : before.id())
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> view(row))
                .list());
    }

    /// Forgets one, by either id, and lets go of its bytes; false when there is none. What has it in work finds it
    /// gone.
    @Transactional
    public boolean delete(String either) {
        List<String> deleted = jdbi.withHandle(
                handle -> handle.createQuery("delete from upload_session where :id in (id, upload_id) returning id")
                        .bind("id", either)
                        .mapTo(String.class)
                        .list());
        deleted.forEach(this::release);
        return !deleted.isEmpty();
    }

    /// Forgets those of a project.
    void deleteOf(String environment, String project) {
        List<String> deleted = jdbi.withHandle(handle -> handle.createQuery("""
                        delete from upload_session
                        where environment_id = :environment and project_id = :project returning id
                        """)
                .bind("environment", environment)
                .bind("project", project)
                .mapTo(String.class)
                .list());
        references.drop(KIND, deleted);
    }

    /// Forgets up to `most` that ended longer than `keep` ago; returns how many.
    @Transactional
    public int prune(Duration keep, int most) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                        delete from upload_session where id in (
                            select id from upload_session where completed_at < now() - :keep * interval '1 second'
                            order by completed_at limit :most for update skip locked)
                        """)
                .bind("keep", keep.toSeconds())
                .bind("most", most)
                .execute());
    }

    private void release(String id) {
        references.drop(KIND, id);
    }

    /// A row of [#VIEW].
    UploadSession view(ResultSet row) throws SQLException {
        String environment = row.getString("environment_id");
        String project = row.getString("project_id");
        String build = row.getString("build_id");
        Phase phase = Phase.of(row.getString("phase"));
        return new UploadSession(
                row.getString("id"),
                row.getString("upload_id"),
                build,
                project,
                environment,
                row.getString("file_name"),
                Columns.longOrNull(row, "total_size"),
                row.getInt("total_chunks"),
                row.getInt("received"),
                phase,
                phaseOrNull(row.getString("failed_at_phase")),
                row.getString("error"),
                row.getString("uploaded_by"),
                Columns.instant(row, "started_at"),
                Columns.instantOrNull(row, "completed_at"),
                phase == Phase.DONE
                        ? url.link("/reports/" + environment + "/" + project + "/" + build + "/index.html")
                        : null,
                row.getInt("passed"),
                row.getInt("failed"),
                row.getInt("skipped"),
                row.getInt("total"));
    }

    private static @Nullable Phase phaseOrNull(@Nullable String word) {
        return word == null ? null : Phase.of(word);
    }
}
