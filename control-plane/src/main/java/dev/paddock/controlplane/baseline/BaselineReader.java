package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.http.Paging;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.memory.LargeBodies;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.model.wire.Page;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Reads baselines as callers see them.
@Singleton
class BaselineReader {

    /// Which baselines somebody asks for; null = any.
    ///
    /// @param within ids of repositories
    record Wanted(
            @Nullable List<String> within,
            @Nullable String target,
            @Nullable String kind) {}

    private record Key(String repository, String kind) {}

    private static final String THESE = """
             (:within::text[] is null or b.repository_id = any(:within)) and (:target::text is null or b.target = :target)
                and (:kind::text is null or b.kind = :kind) and b.version > 0
            """;

    private static final String COLUMNS = """
            select v.repository_id, v.target, v.kind, v.version, v.digest, v.screenshot, v.run_id, v.created_by,
                v.created_at
            """;

    private static final String OF_ONE = """
             from baseline b join baseline_version v using (repository_id, target, kind)
            where b.repository_id = :repository and b.target = :target and b.kind = :kind
                and v.version = coalesce(:version::int, b.version)
            """;

    private final Jdbi jdbi;
    private final LargeBodies large;

    BaselineReader(Jdbi jdbi, LargeBodies large) {
        this.jdbi = jdbi;
        this.large = large;
    }

    /// The newest versions, by target and kind.
    Page<BaselineVersion> newest(Wanted wanted, Paging paging) {
        return jdbi.withHandle(handle -> paging.with(
                page(
                        handle,
                        COLUMNS
                                + " from baseline b join baseline_version v using (repository_id, target, kind, version)"
                                + " where " + THESE + " order by b.target, b.kind, b.repository_id",
                        wanted,
                        paging),
                count(handle, "select count(*) from baseline b where " + THESE, wanted)));
    }

    /// All versions of a target, newest first. 404 when there is none.
    Page<BaselineVersion> history(Wanted wanted, Paging paging) {
        String from = " from baseline b join baseline_version v using (repository_id, target, kind) where " + THESE;
        return jdbi.withHandle(handle -> {
            long total = count(handle, "select count(*)" + from, wanted);
            if (total == 0) {
                throw ProblemException.notFound("baseline", String.valueOf(wanted.target()));
            }
            return paging.with(
                    page(
                            handle,
                            COLUMNS + from + " order by v.created_at desc, v.version desc, b.kind, b.repository_id",
                            wanted,
                            paging),
                    total);
        });
    }

    /// A version of a target with its snapshot. 404 when there is none; 400 when its kind or repository
    /// has to be said; 503 when others read large things for long.
    ///
    /// @param version null = the newest
    BaselineVersion version(Wanted wanted, @Nullable Integer version) {
        Key key = jdbi.withHandle(handle -> key(handle, wanted));
        // It came in a report, and may be as large as one.
        jdbi.withHandle(handle -> one(handle, "select v.bytes", key, wanted.target(), version)
                        .mapTo(Long.class)
                        .findOne())
                .ifPresent(large::reserveForText);
        return jdbi.withHandle(handle -> one(handle, COLUMNS + ", v.snapshot", key, wanted.target(), version)
                .map((row, context) -> view(row, row.getString("snapshot")))
                .findOne()
                .orElseThrow(() -> ProblemException.notFound("version", wanted.target() + " " + version)));
    }

    private static Query one(
            Handle handle, String columns, Key key, @Nullable String target, @Nullable Integer version) {
        return handle.createQuery(columns + OF_ONE)
                .bind("repository", key.repository())
                .bind("target", target)
                .bind("kind", key.kind())
                .bind("version", version);
    }

    private static Key key(Handle handle, Wanted wanted) {
        List<Key> keys = bind(handle.createQuery("select repository_id, kind from baseline b where " + THESE), wanted)
                .map((row, context) -> new Key(row.getString("repository_id"), row.getString("kind")))
                .list();
        if (keys.isEmpty()) {
            throw ProblemException.notFound("baseline", String.valueOf(wanted.target()));
        }
        if (keys.stream().map(Key::repository).distinct().count() > 1) {
            throw ProblemException.invalid("repository", "is missing, and several have this target; name one");
        }
        if (keys.size() > 1) {
            throw ProblemException.invalid(
                    "kind",
                    "is missing, and the target has several: "
                            + String.join(
                                    ", ", keys.stream().map(Key::kind).sorted().toList()));
        }
        return keys.getFirst();
    }

    private static long count(Handle handle, String sql, Wanted wanted) {
        return bind(handle.createQuery(sql), wanted).mapTo(Long.class).one();
    }

    private static List<BaselineVersion> page(Handle handle, String sql, Wanted wanted, Paging paging) {
        return bind(handle.createQuery(sql + " offset :skipped limit :most"), wanted)
                .bind("skipped", paging.offset())
                .bind("most", paging.perPage())
                .map((row, context) -> view(row, null))
                .list();
    }

    private static Query bind(Query query, Wanted wanted) {
        List<String> within = wanted.within();
        return query.bindByType("within", within == null ? null : within.toArray(new String[0]), String[].class)
                .bind("target", wanted.target())
                .bind("kind", wanted.kind());
    }

    private static BaselineVersion view(ResultSet row, @Nullable String snapshot) throws SQLException {
        return new BaselineVersion(
                row.getString("repository_id"),
                row.getString("target"),
                row.getString("kind"),
                row.getInt("version"),
                row.getString("digest"),
                row.getString("screenshot"),
                row.getString("run_id"),
                row.getString("created_by"),
                Columns.instant(row, "created_at"),
                snapshot);
    }
}
