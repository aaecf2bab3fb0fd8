package dev.paddock.controlplane.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.paddock.controlplane.AdministrationCalls;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.blob.Blobs;
import dev.paddock.controlplane.blob.Put;
import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sweeps: which builds go, who sweeps, and what is said of it.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class RetentionSweepTest {

    private static final String RUNS = "/api/settings/retention/runs";
    private static final int BYTES = 10_000;

    private final RetentionLoop loop;
    private final RetentionStore store;
    private final RetentionSweep sweep;
    private final Jdbi ledger;
    private final Blobs blobs;
    private Results.Project project = new Results.Project("", "");

    RetentionSweepTest(RetentionLoop loop, RetentionStore store, RetentionSweep sweep, Jdbi ledger, Blobs blobs) {
        this.loop = loop;
        this.store = store;
        this.sweep = sweep;
        this.ledger = ledger;
        this.blobs = blobs;
    }

    @BeforeEach
    void due() {
        project = Results.project();
        execute("delete from retention_run");
        execute("update retention set since = now() - interval '1 year'");
        AdministrationCalls.retention(Settings.admin()).then().statusCode(204);
    }

    @AfterEach
    void restore() {
        execute("drop trigger if exists keep_it on build");
        execute("drop trigger if exists note_it on build");
        execute("delete from retention_run");
        AdministrationCalls.retention(Settings.admin()).then().statusCode(204);
        Server.admin().delete(project.path()).then().statusCode(204);
    }

    private void execute(String statement, Object... values) {
        ledger.useHandle(handle -> handle.execute(statement, values));
    }

    private List<Long> numbers(String query, Object... values) {
        return ledger.withHandle(
                handle -> handle.select(query, values).mapTo(Long.class).list());
    }

    private Digest blob() throws Exception {
        byte[] bytes = new byte[BYTES];
        new Random().nextBytes(bytes);
        return ((Put.Stored) blobs.put(new ByteArrayInputStream(bytes), BYTES)).digest();
    }

    /// As the ledger has one, without a report in the making.
    private void build(String name, int daysAgo, Digest results) {
        String id = "build_" + UUID.randomUUID();
        execute("""
                insert into build (id, environment_id, project_id, build_id, created_at, uploaded_by, results, results_bytes,
                    outcome)
                values (?, ?, ?, ?, now() - ? * interval '1 day', 'test', ?, ?, 'done')
                """, id, project.environment(), project.id(), name, daysAgo, results.hex(), BYTES);
        execute("insert into blob_reference (kind, owner, digest) values ('build', ?, ?)", id, results.hex());
    }

    private List<String> builds() {
        return Server.admin().get(project.path() + "/reports").path("buildId");
    }

    private static Map<String, Object> last() {
        return Settings.admin().get(RUNS).then().statusCode(200).extract().path("[0]");
    }

    @Test
    void whatIsOlderGoesAndWhatIsYoungerStays() throws Exception {
        Digest shared = blob();
        build("oldest", 200, blob());
        build("old", 91, shared);
        build("young", 89, shared);
        build("new", 0, blob());

        loop.look();

        assertThat(builds()).containsExactly("new", "young");
        assertThat(last())
                .containsEntry("status", "success")
                .containsEntry("deletedCount", 2)
                .containsEntry("skippedCount", 0)
                .containsEntry("dryRun", false)
                // The other one has its bytes still.
                .containsEntry("bytesFreed", BYTES)
                .doesNotContainKey("errorMessage");
    }

    @Test
    void aDryRunCountsAndDeletesNothing() throws Exception {
        Digest shared = blob();
        build("old", 91, blob());
        build("older", 92, shared);
        build("young", 1, shared);
        AdministrationCalls.retention(Settings.admin(), true).then().statusCode(204);

        loop.look();

        assertThat(builds()).containsExactlyInAnyOrder("old", "older", "young");
        assertThat(last())
                .containsEntry("status", "success")
                .containsEntry("dryRun", true)
                .containsEntry("deletedCount", 2)
                .containsEntry("bytesFreed", BYTES);
    }

    @Test
    void whatCannotBeDeletedIsLeftOutAndCounted() throws Exception {
        for (int i = 0; i < 25; i++) {
            build("old" + i, 100 + i, blob());
        }
        execute("""
                create or replace function keep_it() returns trigger language plpgsql as $$
                begin raise exception 'it stays'; end $$
                """);
        execute("create trigger keep_it before delete on build for each row when (old.build_id = 'old7') "
                + "execute function keep_it()");

        loop.look();

        assertThat(builds()).containsExactly("old7");
        assertThat(last())
                .containsEntry("status", "success")
                .containsEntry("deletedCount", 24)
                .containsEntry("skippedCount", 1);
    }

    /// What the ledger says when a statement took too long, and when it stood in a circle with another.
    @ParameterizedTest
    @ValueSource(strings = {"57014", "40P01"})
    void whatIsTooMuchAtOnceGoesOneByOneAndWhatIsTooSlowIsLeftOut(String state) throws Exception {
        for (int i = 0; i < 25; i++) {
            build("old" + i, 100 + i, blob());
        }
        execute("create table if not exists swept (transaction xid8)");
        execute("truncate swept");
        execute("""
                create or replace function keep_it() returns trigger language plpgsql as $$
                begin
                    insert into swept values (pg_current_xact_id());
                    if old.build_id = 'old7'
                        or (select count(*) from swept where transaction = pg_current_xact_id()) > 2 then
                        raise exception 'too much' using errcode = '%s';
                    end if;
                    return old;
                end $$
                """.formatted(state));
        execute("create trigger keep_it before delete on build for each row execute function keep_it()");

        loop.look();

        assertThat(builds()).containsExactly("old7");
        assertThat(last())
                .containsEntry("status", "success")
                .containsEntry("deletedCount", 24)
                .containsEntry("skippedCount", 1);
    }

    @Test
    void manyGoInShortTransactionsAndTheOverviewFollows() throws Exception {
        Digest results = blob();
        execute("""
                insert into build (id, environment_id, project_id, build_id, created_at, uploaded_by, results, results_bytes,
                    outcome)
                select 'build_' || gen_random_uuid(), ?, ?, 'b' || n, now() - interval '100 days' - n * interval '1 hour',
                    'test', ?, 1, 'done'
                from generate_series(1, 1000) n
                """, project.environment(), project.id(), results.hex());
        execute("create table if not exists swept (transaction xid8)");
        execute("truncate swept");
        execute("""
                create or replace function note_it() returns trigger language plpgsql as $$
                begin insert into swept values (pg_current_xact_id()); return old; end $$
                """);
        execute("create trigger note_it before delete on build for each row execute function note_it()");
        Turn turn = store.begin().orElseThrow();

        Optional<Turn.Done> done = sweep.sweep(turn);

        List<Long> together = numbers("select count(*) from swept group by transaction");
        assertThat(together).hasSizeGreaterThan(5).allMatch(builds -> builds <= 200);
        assertThat(done).hasValueSatisfying(all -> assertThat(all.deleted()).isGreaterThanOrEqualTo(1000));
        assertThat(builds()).isEmpty();
        List<Long> days = numbers("select count(*) from build_day where environment_id = ?", project.environment());
        assertThat(days).containsExactly(0L);
    }

    @Test
    void ofManyReplicasOneSweeps() throws Exception {
        List<Callable<Optional<Turn>>> replicas = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replicas.add(store::begin);
        }
        List<Turn> turns = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Turn>> turn : threads.invokeAll(replicas)) {
                turn.get().ifPresent(turns::add);
            }
        }
        assertThat(turns).hasSize(1);
    }

    @Test
    void theNextSweepComesAnIntervalAfterTheBeginningOfTheLast() throws Exception {
        loop.look();
        assertThat(store.begin()).isEmpty();
        execute("update retention_run set started_at = now() - interval '5 hours 59 minutes'");
        assertThat(store.begin()).isEmpty();
        execute("update retention_run set started_at = now() - interval '6 hours'");
        assertThat(store.begin()).isPresent();
    }

    @Test
    void theFirstSweepComesAnIntervalAfterTheInstallation() {
        execute("update retention set since = now()");

        assertThat(store.begin()).isEmpty();
    }

    @Test
    void aSweepThatDiedIsShownAsFailedAndFollowed() {
        Turn dead = store.begin().orElseThrow();
        Settings.admin().get(RUNS).then().body("$", hasSize(0));
        execute("""
                update retention_run set started_at = now() - interval '1 day', alive_until = now() - interval '1 s'
                """);
        Settings.admin()
                .get(RUNS)
                .then()
                .body("id", contains(dead.id()))
                .body("[0].status", equalTo("failed"))
                .body("[0].errorMessage", containsString("gone"));

        Turn next = store.begin().orElseThrow();

        assertThat(next.id()).isNotEqualTo(dead.id());
        assertThat(store.renew(dead)).isFalse();
        Settings.admin().get(RUNS).then().body("id", contains(dead.id())).body("[0].status", equalTo("failed"));
    }

    @Test
    void whoHasLostTheTurnDeletesNothing() throws Exception {
        build("old", 100, blob());
        Turn lost = store.begin().orElseThrow();
        store.end(lost, "Another one was faster.");

        assertThat(sweep.sweep(lost)).isEmpty();
        assertThat(builds()).containsExactly("old");
    }

    @Test
    void aSweepThatCannotGoOnSaysSo() throws Exception {
        build("old", 100, blob());
        execute("alter table build rename column created_at to made_at");
        try {
            loop.look();
        } finally {
            execute("alter table build rename column made_at to created_at");
        }

        assertThat(last())
                .containsEntry("status", "failed")
                .containsEntry("deletedCount", 0)
                .extractingByKey("errorMessage")
                .asString()
                .contains("could not go on");
        assertThat(builds()).containsExactly("old");
    }

    @Test
    void fiveSweepsAreKept() throws Exception {
        for (int i = 0; i < 7; i++) {
            execute("update retention_run set started_at = started_at - interval '1 day'");
            loop.look();
        }
        Settings.admin().get(RUNS + "?limit=50").then().body("$", hasSize(5));
    }
}
