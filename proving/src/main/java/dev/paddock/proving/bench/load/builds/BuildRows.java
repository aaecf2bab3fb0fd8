package dev.paddock.proving.bench.load.builds;

import dev.paddock.proving.site.Site;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// Rows of builds and their reports, as the server writes them; the bytes that they name are in no storage. They belong
/// to 50 projects of five environments, and come from 120 days.
public final class BuildRows implements AutoCloseable {

    /// Files of a report, which share two blobs; as many as one of some twenty tests has.
    private static final int FILES = 40;

    private static final String ENVIRONMENTS = """
            insert into environment (id, name) select 'many-' || n, 'Many ' || n from generate_series(0, 4) n
            on conflict do nothing
            """;

    private static final String PROJECTS = """
            insert into project (environment_id, id, name)
            select 'many-' || n % 5, 'p-' || n, 'P ' || n from generate_series(0, 49) n
            on conflict do nothing
            """;

    /// Of one name, so many, the youngest so many days old.
    private static final String BUILDS = """
            insert into build (id, environment_id, project_id, build_id, created_at, uploaded_by, results, results_bytes,
                outcome, passed, failed, skipped, total, publication)
            select 'build_' || name || lpad(n::text, 20, '0'), 'many-' || n % 5, 'p-' || n % 50, name || n,
                now() - age * interval '1 day' - (n % 1000) * interval '120 days' / 1000, 'bench',
                encode(sha256((name || n)::bytea), 'hex'), 100000, 'done', n % 97, n % 7, n % 3, n % 97 + n % 7 + n % 3,
                'pub_' || name || lpad(n::text, 20, '0')
            from (select ?::text as name, ?::int as builds, ?::int as age) a, generate_series(1, a.builds) n
            """;

    private static final String REPORTS = """
            insert into publication (id, build, created_at) select publication, id, created_at from build
            where build_id like 'old%'
            """;

    /// Of the files of every report; three are Allure's own, the same for all.
    private static final String SHOWN = """
            insert into publication_file (publication, path, digest, start, bytes, packed)
            select p.id, 'data/' || f || '.json', encode(sha256((p.id || f % 2)::bytea), 'hex'), f * 1000, 1000, true
            from publication p, generate_series(1, ?) f
            union all
            select p.id, 'app-' || f || '.js', encode(sha256(('app' || f)::bytea), 'hex'), 0, 1000000, false
            from publication p, generate_series(1, 3) f
            """;

    private static final String REFERENCES = """
            insert into blob_reference (kind, owner, digest)
            select distinct 'publication', publication, digest from publication_file
            union all select 'build', id, results from build where build_id like 'old%'
            on conflict do nothing
            """;

    private static final String BLOBS = """
            insert into blob (digest, bytes, state, touched_at, loose)
            select digest, case kind when 'build' then 100000 else 50000 end, 'stored', now(), false
            from (select distinct kind, digest from blob_reference) r
            on conflict do nothing
            """;

    /// As the triggers would, which are off.
    private static final String DAYS = """
            insert into build_day (environment_id, project_id, day, builds, passed, failed, skipped)
            select environment_id, project_id, (created_at at time zone 'UTC')::date, count(*), sum(passed), sum(failed),
                sum(skipped)
            from build group by 1, 2, 3
            """;

    private final Connection connection;

    public BuildRows(Site site) throws SQLException {
        this.connection = site.database().connect();
    }

    /// Forgets all builds and makes `young` ones, and `old` ones with reports that are older than a year.
    public void fill(int young, int old) throws SQLException {
        execute("set session_replication_role = replica");
        execute("truncate build, publication, publication_file, build_day, generation");
        execute(ENVIRONMENTS);
        execute(PROJECTS);
        builds("young", young, 0);
        builds("old", old, 400);
        execute(REPORTS);
        try (PreparedStatement statement = connection.prepareStatement(SHOWN)) {
            statement.setInt(1, FILES);
            statement.executeUpdate();
        }
        execute(REFERENCES);
        execute(BLOBS);
        execute(DAYS);
        execute("set session_replication_role = origin");
        execute("vacuum (analyze) build, publication, publication_file, build_day, blob, blob_reference");
        execute("checkpoint");
    }

    private void builds(String name, int count, int age) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BUILDS)) {
            statement.setString(1, name);
            statement.setInt(2, count);
            statement.setInt(3, age);
            statement.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
