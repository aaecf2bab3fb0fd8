package dev.paddock.controlplane.build;

import dev.paddock.controlplane.http.PublicUrl;
import dev.paddock.controlplane.outcome.QualityVerdict;
import dev.paddock.controlplane.sql.Columns;
import dev.paddock.controlplane.sql.Ids;
import dev.paddock.controlplane.sql.Json;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// The SQL of `build`.
@Singleton
class BuildStore {

    static final String VIEW = """
            select b.*, b.config::text as made_with, b.gate::text as verdict,
                case when exists (select from generation g where g.build = b.id and g.state = 'running')
                        then 'generating'
                    when waiting.id is not null then 'queued' else b.outcome end as status,
                (select count(*)::int from generation w where w.state = 'waiting' and w.id <= waiting.id) as position
            from build b left join generation waiting on waiting.build = b.id and waiting.state = 'waiting'
            """;

    private static final String OF_PROJECT = " where b.environment_id = :environment and b.project_id = :project";

    static final String NEWEST = " order by b.created_at desc, b.id desc limit :limit";

    private final Jdbi jdbi;
    private final Json json;
    private final PublicUrl url;

    BuildStore(Jdbi jdbi, Json json, PublicUrl url) {
        this.jdbi = jdbi;
        this.json = json;
        this.url = url;
    }

    /// The new build's id; empty when its project has one of this name.
    Optional<String> insert(Builds.Received received) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into build (id, environment_id, project_id, build_id, uploaded_by, results,
                            results_bytes)
                        values (:id, :environment, :project, :build, :by, :results, :bytes)
                        on conflict do nothing returning id
                        """)
                .bind("id", Ids.prefixed("build"))
                .bind("environment", received.key().environment())
                .bind("project", received.key().project())
                .bind("build", received.key().build())
                .bind("by", received.by())
                .bind("results", received.results().hex())
                .bind("bytes", received.bytes())
                .mapTo(String.class)
                .findOne());
    }

    Optional<BuildView> find(BuildKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(VIEW + OF_PROJECT + " and b.build_id = :build")
                .bind("environment", key.environment())
                .bind("project", key.project())
                .bind("build", key.build())
                .map((row, context) -> view(row))
                .findOne());
    }

    /// A build's id, and it stays as it is until the transaction's end.
    Optional<String> lock(BuildKey key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select b.id from build b" + OF_PROJECT + " and b.build_id = :build for update")
                .bind("environment", key.environment())
                .bind("project", key.project())
                .bind("build", key.build())
                .mapTo(String.class)
                .findOne());
    }

    /// Those of `ids` that there are, which stay as they are until the transaction's end.
    List<String> lock(List<String> ids) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select id from build where id = any(:ids) order by id for update")
                        .bindArray("ids", String.class, ids)
                        .mapTo(String.class)
                        .list());
    }

    /// The newest of all projects.
    List<BuildView> newest(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(VIEW + NEWEST)
                .bind("limit", limit)
                .map((row, context) -> view(row))
                .list());
    }

    /// The newest of the projects `within`: those of each are found by themselves, however many others are newer.
    List<BuildView> newest(List<String> within, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(VIEW + """
                        where b.id in (
                            select n.id from unnest(:within) as w, lateral (
                                select id from build
                                where environment_id = split_part(w, '/', 1) and project_id = split_part(w, '/', 2)
                                order by created_at desc, id desc limit :limit) n)
                        """ + NEWEST)
                .bindArray("within", String.class, within)
                .bind("limit", limit)
                .map((row, context) -> view(row))
                .list());
    }

    /// A project's builds, newest first.
    ///
    /// @param before those that came before this one; null = from the newest on
    List<BuildView> list(String environment, String project, @Nullable BuildView before, int limit, int offset) {
        return jdbi.withHandle(handle -> handle.createQuery(VIEW + OF_PROJECT + """
                         and (b.created_at, b.id) < (cast(:at as timestamptz), :id)
                        order by b.created_at desc, b.id desc limit :limit offset :offset
                        """)
                .bind("environment", environment)
                .bind("project", project)
                .bind("at", before == null ? "infinity" : before.createdAt().toString())
                .bind("id", before == null ? "" : before.id())
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> view(row))
                .list());
    }

    long count(String environment, String project) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from build b" + OF_PROJECT)
                .bind("environment", environment)
                .bind("project", project)
                .mapTo(Long.class)
                .one());
    }

    BuildView.Stats stats(String environment, String project) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        with own as (
                            select created_at, id, failed,
                                case when passed + failed > 0 then passed * 100.0 / (passed + failed) end as rate
                            from build where environment_id = :environment and project_id = :project)
                        select count(*) as runs, coalesce(sum(failed), 0) as failed,
                            coalesce(floor(avg(rate)), 0)::int as average,
                            coalesce((select floor(rate) from own where rate is not null
                                order by created_at desc, id desc limit 1), 0)::int as latest
                        from own
                        """)
                .bind("environment", environment)
                .bind("project", project)
                .map((row, context) -> new BuildView.Stats(
                        row.getLong("runs"), row.getInt("latest"), row.getInt("average"), row.getLong("failed")))
                .one());
    }

    /// The ids of a project's builds.
    List<String> ids(String environment, String project) {
        return jdbi.withHandle(handle -> handle.createQuery("select b.id from build b" + OF_PROJECT)
                .bind("environment", environment)
                .bind("project", project)
                .mapTo(String.class)
                .list());
    }

    /// The ids of up to `most` of a project's builds that are not among its `most` newest.
    List<String> behindNewest(String environment, String project, int most) {
        return jdbi.withHandle(handle -> handle.createQuery("select b.id from build b" + OF_PROJECT
                        + " order by b.created_at desc, b.id desc offset :most limit :most")
                .bind("environment", environment)
                .bind("project", project)
                .bind("most", most)
                .mapTo(String.class)
                .list());
    }

    /// The publications of builds.
    List<String> publications(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("select id from publication where build = any(:ids)")
                .bindArray("ids", String.class, ids)
                .mapTo(String.class)
                .list());
    }

    /// Deletes those that are there; returns which they were.
    List<BuildKey> delete(List<String> ids) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        delete from build where id = any(:ids) returning environment_id, project_id, build_id
                        """)
                .bindArray("ids", String.class, ids)
                .map((row, context) -> new BuildKey(
                        row.getString("environment_id"), row.getString("project_id"), row.getString("build_id")))
                .list());
    }

    private BuildView view(ResultSet row) throws SQLException {
        BuildKey key =
                new BuildKey(row.getString("environment_id"), row.getString("project_id"), row.getString("build_id"));
        String config = row.getString("made_with");
        BuildStatus status = BuildStatus.of(row.getString("status"));
        return new BuildView(
                row.getString("id"),
                key.environment(),
                key.project(),
                key.build(),
                Columns.instant(row, "created_at"),
                status,
                row.getString("publication") == null ? null : key.reportUrl(url),
                row.getInt("passed"),
                row.getInt("failed"),
                row.getInt("skipped"),
                row.getInt("total"),
                row.getString("uploaded_by"),
                json.readOrNull(row.getString("verdict"), QualityVerdict.class),
                config == null ? null : json.readObject(config),
                Columns.texts(row, "warnings"),
                status == BuildStatus.QUEUED ? Columns.intOrNull(row, "position") : null);
    }
}
