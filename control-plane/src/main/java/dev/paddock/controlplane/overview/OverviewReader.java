package dev.paddock.controlplane.overview;

import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.build.BuildView;
import dev.paddock.controlplane.overview.Overview.DailyTrend;
import dev.paddock.controlplane.overview.Overview.FailingProject;
import dev.paddock.controlplane.overview.Overview.Summary;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/// The SQL of the overview. It sums up days (`build_day`), so that what it reads grows with projects and days, and not
/// with builds.
@Singleton
class OverviewReader {

    private static final int DAYS = 30;
    private static final int PROJECTS = 5;

    /// What the limits leave of the days.
    private static final String SEEN = """
            with seen as (
                select * from build_day
                where :within::text[] is null or environment_id || '/' || project_id = any(:within))
            """;

    private final Jdbi jdbi;

    OverviewReader(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /// @param newest the builds that are shown one by one
    Overview read(Scope scope, List<BuildView> newest) {
        return jdbi.withHandle(
                handle -> new Overview(summary(handle, scope), days(handle, scope), failing(handle, scope), newest));
    }

    private static Summary summary(Handle handle, Scope scope) {
        return within(handle.createQuery(SEEN + """
                        select (select count(*) from environment
                                where :within::text[] is null
                                    or id in (select split_part(w, '/', 1) from unnest(:within::text[]) as w)) as envs,
                            (select count(*) from project
                                where :within::text[] is null or environment_id || '/' || id = any(:within)) as projects,
                            coalesce(sum(builds), 0) as builds, coalesce(sum(passed), 0) as passed,
                            coalesce(sum(failed), 0) as failed
                        from seen
                        """), scope)
                .map((row, context) -> new Summary(
                        row.getLong("envs"),
                        row.getLong("projects"),
                        row.getLong("builds"),
                        row.getLong("passed"),
                        row.getLong("failed"),
                        percent(row.getLong("passed"), row.getLong("failed"))))
                .one();
    }

    private static List<DailyTrend> days(Handle handle, Scope scope) {
        return within(handle.createQuery("""
                        select d::date as day, coalesce(sum(passed), 0) as passed, coalesce(sum(failed), 0) as failed,
                            coalesce(sum(skipped), 0) as skipped, coalesce(sum(builds), 0) as builds
                        from (select (now() at time zone 'UTC')::date as today) t,
                            generate_series(today - :before, today, interval '1 day') as d
                            left join build_day b on b.day = d::date
                                and (:within::text[] is null or environment_id || '/' || project_id = any(:within))
                        group by d order by d
                        """), scope)
                .bind("before", DAYS - 1)
                .map((row, context) -> new DailyTrend(
                        row.getObject("day", LocalDate.class),
                        row.getLong("passed"),
                        row.getLong("failed"),
                        row.getLong("skipped"),
                        row.getLong("builds")))
                .list();
    }

    private static List<FailingProject> failing(Handle handle, Scope scope) {
        return within(handle.createQuery(SEEN + """
                        select s.*, p.name, e.name as environment_name
                        from (select environment_id, project_id, sum(builds) as builds, sum(passed) as passed,
                                    sum(failed) as failed
                                from seen group by environment_id, project_id having sum(failed) > 0
                                order by failed desc, environment_id, project_id limit :most) s
                            join project p on p.environment_id = s.environment_id and p.id = s.project_id
                            join environment e on e.id = s.environment_id
                        order by s.failed desc, s.environment_id, s.project_id
                        """), scope)
                .bind("most", PROJECTS)
                .map((row, context) -> new FailingProject(
                        row.getString("environment_id"),
                        row.getString("project_id"),
                        row.getString("name"),
                        row.getString("environment_name"),
                        row.getLong("failed"),
                        row.getLong("builds"),
                        percent(row.getLong("passed"), row.getLong("failed"))))
                .list();
    }

    private static Query within(Query query, Scope scope) {
        List<String> projects = scope.bindableProjects();
        return query.bindByType("within", projects == null ? null : projects.toArray(new String[0]), String[].class);
    }

    private static int percent(long passed, long failed) {
        return passed == 0 ? 0 : (int) (passed * 100 / (passed + failed));
    }
}
