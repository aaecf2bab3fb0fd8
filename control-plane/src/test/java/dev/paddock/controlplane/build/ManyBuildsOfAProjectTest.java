package dev.paddock.controlplane.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.ReadSlowly;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TestBuilds;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Builds of one project, however many they are: listed all at once, and deleted with it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ManyBuildsOfAProjectTest {

    private final Jdbi ledger;
    private BuildKey key = new BuildKey("", "", "");

    ManyBuildsOfAProjectTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @BeforeEach
    void make() {
        key = TestBuilds.key("any");
    }

    /// Several of a moment among them, each with warnings of 2 KB.
    private void fill(int builds) {
        ledger.useHandle(handle -> handle.execute("""
                insert into build (id, environment_id, project_id, build_id, created_at, uploaded_by, results,
                    results_bytes, outcome, warnings)
                select 'build_' || md5(? || n), ?, ?, 'b' || n, timestamptz '2020-01-01' + n / 7 * interval '1 s',
                    'somebody', repeat('a', 64), 1, 'failed', array[repeat('w', 2000)]
                from generate_series(1, ?) n
                """, key.environment(), key.environment(), key.project(), builds));
    }

    private List<String> newestFirst() {
        return ledger.withHandle(handle -> handle.select(
                        "select build_id from build where environment_id = ? order by created_at desc, id desc",
                        key.environment())
                .mapTo(String.class)
                .list());
    }

    @Test
    void itHasAllOfThemInTheirOrder() {
        fill(503);
        List<String> ordered = newestFirst();

        assertThat(Server.admin().get(TestBuilds.reports(key)).<List<String>>path("buildId"))
                .hasSize(503)
                .isEqualTo(ordered);
        assertThat(Server.admin().get(TestBuilds.reports(key) + "?offset=501").<List<String>>path("buildId"))
                .isEqualTo(ordered.subList(501, 503));
        assertThat(Server.admin()
                        .get(TestBuilds.reports(key) + "?limit=2&offset=500")
                        .<List<String>>path("builds.buildId"))
                .isEqualTo(ordered.subList(500, 502));
    }

    /// All of them at once would not fit into the memory of a server whose project has many.
    @Test
    void theyAreReadWhileTheyAreSent() throws Exception {
        fill(20_000);
        List<String> ordered = newestFirst();

        List<String> sent = ReadSlowly.values(
                TestBuilds.reports(key),
                "buildId",
                // Those that nobody has read for the reply by then.
                () -> ledger.useHandle(handle -> handle.execute(
                        "delete from build where environment_id = ? and created_at < timestamptz '2020-01-01 00:10'",
                        key.environment())));

        assertThat(sent).hasSizeBetween(15_000, 19_000).isEqualTo(ordered.subList(0, sent.size()));
    }

    /// More in one transaction would take longer than a statement may.
    @Test
    void theyAreDeletedWithTheirProjectSomeAtATime() {
        fill(130);
        ledger.useHandle(handle -> {
            handle.execute("create table if not exists deleted_builds (transaction xid8)");
            handle.execute("""
                    create or replace function too_many() returns trigger language plpgsql as $$
                    begin
                        insert into deleted_builds values (pg_current_xact_id());
                        if (select count(*) from deleted_builds where transaction = pg_current_xact_id()) > 50 then
                            raise exception 'too slow' using errcode = '57014';
                        end if;
                        return old;
                    end $$
                    """);
            handle.execute("create trigger too_many before delete on build for each row when (old.environment_id = '"
                    + key.environment() + "') execute function too_many()");
        });
        String project = "/api/environments/" + key.environment() + "/projects/" + key.project();
        try {
            Server.admin().delete(project).then().statusCode(204);
        } finally {
            ledger.useHandle(handle -> handle.execute("drop trigger too_many on build"));
        }

        assertThat(newestFirst()).isEmpty();
        Server.admin().delete(project).then().statusCode(404);
    }
}
