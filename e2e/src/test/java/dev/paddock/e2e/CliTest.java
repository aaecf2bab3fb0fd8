package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.standalone.services.Ports;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The client commands of `./paddock` against a real control plane: what they print and how they end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CliTest {

    private static final Map<String, Object> ERROR =
            Map.of("line", 3, "severity", "error", "type", "Rule", "message", "evil\u001b[31m");
    private static final String NO_KEY = "dk_live_" + "0".repeat(32) + "a0f292d0";

    private final Path folder;
    private final Cluster cluster;
    private final String url;

    /// Whoever has the administrator's key.
    private final Cli cli;

    /// Whoever has nothing.
    private final Cli nobody;

    CliTest(@TempDir Path folder) throws Exception {
        this.folder = folder.toRealPath();
        cluster = new Cluster(Files.createDirectories(this.folder.resolve("cluster")), Map.of());
        cluster.startControlPlane();
        url = "http://127.0.0.1:" + RestAssured.port;
        cli = new Cli(this.folder.resolve("home"), Map.of("PADDOCK_URL", url + "/", "PADDOCK_KEY", Cluster.ADMIN_KEY));
        cli.train();
        nobody = new Cli(this.folder.resolve("nobody"), Map.of());
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void runsAreListedAsATableAndAsJson() throws Exception {
        String first = submit("listed");
        String second = submit("listed");

        var table = cli.run("runs", "list", "--repository", "owner/listed").ended(0);
        assertThat(table.out().lines().toList()).hasSize(3);
        assertThat(table.out().lines().toList().get(1))
                .matches(second + "  queued  +owner/listed  aaaaaaaa  - +code-reviewer  api +(now|\\d+s ago) +- +-");
        assertThat(table.out()).doesNotContain("\u001b");

        var page = cli.run(
                        "runs",
                        "list",
                        "--since",
                        "1h",
                        "--order",
                        "asc",
                        "--repository",
                        "owner/listed",
                        "--per-page",
                        "1",
                        "--json")
                .ended(0);
        assertThat(page.json().getList("data.id")).containsExactly(first);
        assertThat(page.json().getString("data[0].created_at")).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
        assertThat(page.json().getInt("meta.total")).isEqualTo(2);

        assertThat(cli.run("runs", "list", "--per-page", "1").ended(0).err())
                .startsWith("Page 1 of ")
                .contains("--page 2 has the next.");
        assertThat(cli.run("runs", "list", "--status", "lost").ended(2).err())
                .isEqualTo("paddock: status must be one of queued, running, success, failure, cancelled, timeout.\n");
    }

    @Test
    void aRunIsWatchedToItsVerdict() throws Exception {
        var runner = new ScriptedRunner("watched", "watched");
        String run = submit("watched");
        var watch = cli.start("", "runs", "watch", run);
        watch.says("queued");
        String task = runner.claim();
        runner.status(task, "reviewing");
        watch.says("running, reviewing");
        runner.finish(task);

        var watched = watch.end().ended(0);
        assertThat(watched.out().lines().toList().getLast()).isEqualTo("Passed: the review found nothing.");
        var gate = cli.run("gate", "wait", run, "--json").ended(0);
        assertThat(gate.json().getString("status")).isEqualTo("passed");
        assertThat(cli.run("runs", "watch", run, "--json").ended(0).json().getString("status"))
                .isEqualTo("success");
    }

    @Test
    void findingsFailTheGateAndAreShownWithoutWhatATerminalObeys() throws Exception {
        var runner = new ScriptedRunner("found", "found");
        String run = submit("found");
        var gate = cli.start("", "gate", "wait", run);
        runner.finish(runner.claim(), ERROR);

        assertThat(gate.end().ended(1).out()).isEqualTo("Failed: grave findings in 1 of 1 file.\n");
        assertThat(cli.run("runs", "watch", run).ended(1).out()).endsWith("Failed: the review found 1 error.\n");
        var view = cli.run("runs", "view", run).ended(0);
        assertThat(view.out())
                .contains("Status      success", "owner/found", "error     src/a.java:3  Rule  evil\\x1b[31m")
                .doesNotContain("\u001b");
        assertThat(cli.run("runs", "view", run, "--json").ended(0).json().getString("results.issues[0].message"))
                .isEqualTo("evil\u001b[31m");
    }

    @Test
    void aLogIsReadAndFollowed() throws Exception {
        var runner = new ScriptedRunner("logged", "logged");
        String run = submit("logged");
        String task = runner.claim();
        runner.log(task, 1, "hello", Map.of("level", "warn", "message", "clear\u001b[2J\r\nscreen"));
        var follow = cli.start("", "runs", "logs", "-f", run);
        follow.says("screen");
        runner.log(task, 3, Map.of("level", "debug", "message", "more", "data", Map.of("file", "a.java")));
        follow.says("more");
        runner.finish(task);

        var followed = follow.end().ended(0);
        assertThat(followed.out().lines().map(line -> line.replaceFirst("^[\\d-]+ [\\d:]+ ", "")))
                .containsExactly("INFO  hello", "WARN  clear\\x1b[2J\\x0d\\x0ascreen", "DEBUG more file=a.java");
        assertThat(cli.run("runs", "logs", run).ended(0).out()).isEqualTo(followed.out());
        var lines = cli.run("runs", "logs", run, "--min-level", "warn", "--json")
                .ended(0)
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(1);
        assertThat(JsonPath.from(lines.getFirst()).getString("message")).isEqualTo("clear\u001b[2J\r\nscreen");
    }

    @Test
    void aReaderThatLeavesEndsItQuietly() throws Exception {
        var runner = new ScriptedRunner("piped", "piped");
        String run = submit("piped");
        String task = runner.claim();
        runner.log(task, 1, "first");
        var head = cli.shell("{ PADDOCK runs logs -f " + run + "; echo $? >&2; } | head -n 1");
        head.says("first");
        runner.log(task, 2, "second");
        runner.log(task, 3, "third");

        assertThat(head.end().ended(0).err()).isEqualTo("141\n");
        runner.finish(task);
    }

    @Test
    void aRunIsCancelledOnceAndForAll() throws Exception {
        String run = submit("cancelled");

        var cancelled = cli.run("runs", "cancel", run, "--reason", "No longer needed", "--json")
                .ended(0);
        assertThat(cancelled.json().getString("status")).isEqualTo("cancelled");
        assertThat(cli.run("runs", "cancel", run).ended(0).out()).isEqualTo("The run " + run + " is cancelled.\n");
        assertThat(Cluster.run(run).getString("cancel_reason")).isEqualTo("No longer needed");
        assertThat(cli.run("gate", "wait", run).ended(5).out()).startsWith("Cancelled: ");
    }

    @Test
    void aRunIsRepeatedWithOtherSettings() throws Exception {
        String run = submit("repeated");
        assertThat(cli.run("runs", "retry", run).ended(3).err()).contains("wait for its end or cancel it");
        cli.run("runs", "cancel", run).ended(0);

        var again = cli.run("runs", "retry", run, "--config-override", "{\"review_style\": \"quick\"}")
                .ended(0);
        assertThat(Cluster.run(again.out().strip()).getString("original_run_id"))
                .isEqualTo(run);
        assertThat(cli.run("runs", "retry", run, "--json").ended(0).json().getString("original_run_id"))
                .isEqualTo(run);
        for (String wrong : List.of("{}x", "{\"review_style\": \"quick\", \"review_style\": \"quick\"}")) {
            assertThat(cli.run("runs", "retry", run, "--config-override", wrong)
                            .ended(2)
                            .err())
                    .contains("no JSON object with each member once");
        }
        assertThat(cli.run("runs", "retry", run, "--config-override", "{\"gate\": {}}")
                        .ended(2)
                        .err())
                .contains("review_style, min_severity and ai, not gate");
        assertThat(cli.run("runs", "cancel", finished("ended")).ended(3).err()).contains("there is nothing to cancel");
    }

    @Test
    void theWaitRunsOutWhileTheRunGoesOn() throws Exception {
        String run = submit("waiting");
        assertThat(cli.run("gate", "wait", run, "--timeout", "1s", "--json")
                        .ended(6)
                        .json()
                        .getString("status"))
                .isEqualTo("queued");
        cli.run("runs", "watch", run, "--timeout", "1s").ended(6);
    }

    @Test
    void ctrlCEndsAWaitAsTheShellHasIt() throws Exception {
        var watch = cli.start("", "runs", "watch", submit("interrupted"));
        watch.says("queued");

        assertThat(watch.interrupt().ended(130).err()).isEmpty();
    }

    @Test
    void whatCannotBeReachedOrReviewedIsThree() throws Exception {
        String dead = "http://127.0.0.1:" + Ports.free();
        assertThat(cli.run("runs", "list", "--server", dead).ended(3).err())
                .isEqualTo("paddock: No server answers at %s; check the address, or start one with ./paddock up.\n"
                        .formatted(dead));
        assertThat(cli.run("runs", "view", "run_01JAF3ZK8Q0000000000000000")
                        .ended(3)
                        .err())
                .isEqualTo(
                        "paddock: There is no run run_01JAF3ZK8Q0000000000000000 for this caller; check the id or the credentials.\n");
        try (var repository = new PlantedRepository(folder.resolve("cluster/empty"))) {
            String run = Cluster.submit(Map.of("repository", repository.url(), "branch", "nowhere"));
            assertThat(cli.run("gate", "wait", run).ended(3).out()).startsWith("Not reviewed: ");
        }
    }

    @Test
    void whatIsNotAllowedIsFour() throws Exception {
        assertThat(nobody.run("runs", "list", "--server", url).ended(4).err())
                .contains("put an API key into PADDOCK_KEY, or sign in with ./paddock login --server " + url);
        var stranger = nobody.with(Map.of("PADDOCK_URL", url, "PADDOCK_KEY", NO_KEY));
        assertThat(stranger.run("runs", "list").ended(4).err()).contains("is unknown, revoked, expired or misspelled");
        var runner = nobody.with(Map.of("PADDOCK_URL", url, "PADDOCK_KEY", Cluster.RUNNER_KEY));
        assertThat(runner.run("runners", "drain", "any").ended(4).err()).contains("role does not allow this call");
        assertThat(cli.run("keys", "list").ended(4).err())
                .startsWith("paddock: API keys are managed in an administrator's session, for which no key stands;");
        assertThat(nobody.run("runs", "list").ended(2).err()).contains("No server is named");
    }

    @Test
    void whoeverSignsInToTheirOwnStackTypesNoPassword() throws Exception {
        Path data = Files.createDirectories(folder.resolve("owner/data"));
        Files.writeString(data.resolve("stack.json"), """
                {"pid": %d, "url": "%s", "health": "%s/api/healthz"}""".formatted(
                        ProcessHandle.current().pid(), url, url));
        Files.writeString(data.resolve("credentials.json"), """
                {"url": "%s", "adminUser": "admin", "adminPassword": "%s", "adminKey": "%s", "runnerKey": "%s"}
                """.formatted(
                        url, Cluster.ADMIN_PASSWORD, Cluster.ADMIN_KEY, Cluster.RUNNER_KEY));
        var owner = new Cli(folder.resolve("owner"), Map.of());

        owner.run("login").ended(0);
        owner.run("logout").ended(0);
        owner.run("login", "--user", "admin").ended(0);
        assertThat(owner.run("keys", "list").ended(0).out()).contains("initial administrator");
        assertThat(owner.run("login", "--user", "another").ended(2).err()).contains("give it with --password-stdin");
    }

    @Test
    void aSessionOpensTheKeysUntilItIsLeft() throws Exception {
        var person = new Cli(folder.resolve("person"), Map.of());
        assertThat(person.runWith("wrong\n", "login", "--server", url, "--password-stdin")
                        .ended(4)
                        .err())
                .contains("The user or the password is wrong");
        var login = person.runWith(
                        Cluster.ADMIN_PASSWORD + "\n", "login", "--server", url, "--password-stdin", "--json")
                .ended(0);
        assertThat(login.json().getString("user")).isEqualTo("admin");
        Path sessions = folder.resolve("person/config/paddock/sessions.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sessions)))
                .isEqualTo("rw-------");
        String token = JsonPath.from(Files.readString(sessions)).getString("sessions.values()[0].token");
        assertThat(login.out() + login.err()).doesNotContain(token);

        // The server is the one that was signed in to.
        var created = person.run("keys", "create", "ci", "--role", "viewer", "--expires", "90d")
                .ended(0);
        assertThat(created.out()).matches("dk_live_[0-9a-f]{40}\n");
        var reader = nobody.with(
                Map.of("PADDOCK_URL", url, "PADDOCK_KEY", created.out().strip()));
        reader.run("runs", "list").ended(0);
        reader.run("runs", "cancel", submit("foreign")).ended(4);
        assertThat(person.run("keys", "list").ended(0).out())
                .containsPattern("key_\\w+  ci  +viewer  +active")
                .doesNotContain(created.out().strip());
        var listed = person.run("keys", "list", "--limit", "1", "--json").ended(0);
        assertThat(listed.json().getString("keys[0].expiresAt")).isNotNull();
        String id = listed.json().getString("keys[0].id");
        assertThat(created.err()).contains(id);
        assertThat(person.run("keys", "create", "more", "--role", "viewer", "--json")
                        .ended(0)
                        .json()
                        .getString("plaintext"))
                .startsWith("dk_live_");
        assertThat(person.run("keys", "revoke", id, "--json").ended(0).json().getBoolean("revoked"))
                .isTrue();
        assertThat(person.run("keys", "list").ended(0).out()).containsPattern(id + "  ci  +viewer  +revoked");

        assertThat(person.run("logout", "--json").ended(0).json().getBoolean("signedOut"))
                .isTrue();
        assertThat(Files.readString(sessions)).doesNotContain(token);
        RestAssured.given()
                .cookie("paddock_session", token)
                .get("/auth/me")
                .then()
                .statusCode(401);
    }

    @Test
    void aRunnerOfThisMachineWorksAndIsTakenOutOfService() throws Exception {
        var host = new Cli(
                folder.resolve("host"),
                Map.of(
                        "PADDOCK_URL",
                        url,
                        "PADDOCK_KEY",
                        Cluster.RUNNER_KEY,
                        "PADDOCK_RUNNER_WORKDIR",
                        folder.resolve("work").toString(),
                        "PADDOCK_RUNNER_ONCE_WAIT",
                        "1s",
                        "PADDOCK_SOURCE_SCHEMES",
                        "https,file",
                        "PADDOCK_SOURCE_FOLDERS_FILE",
                        folder.resolve("cluster/folders").toString()));
        var running = host.start(
                "", "runner", "--id", "laptop", "--tags", "here", "--slots", "1", "--containers", "process", "--json");
        running.remarks("registered as laptop");
        try (var repository = new PlantedRepository(folder.resolve("cluster/planted"))) {
            String run = Cluster.submit(
                    Map.of("repository", repository.url(), "commit", repository.plant(), "tags", List.of("here")));
            assertThat(cli.run("runs", "watch", run).ended(1).out()).contains("Failed: the review found");
        }
        // As its next heartbeat says: one may have told of the review.
        Awaitility.await()
                .atMost(Cluster.PATIENCE)
                .untilAsserted(
                        () -> assertThat(cli.run("runners", "list").ended(0).out())
                                .containsPattern("laptop  +online  +0/1  +here  +laptop"));

        assertThat(cli.run("runners", "drain", "laptop").ended(0).out())
                .isEqualTo("The runner laptop drains: it gets no new tasks.\n");
        running.remarks("draining");
        assertThat(cli.run("runners", "list", "--json")
                        .ended(0)
                        .json()
                        .getBoolean("data.find { it.id == 'laptop' }.draining"))
                .isTrue();
        assertThat(cli.run("runners", "drain", "laptop", "--undo", "--json")
                        .ended(0)
                        .json()
                        .getBoolean("data.draining"))
                .isFalse();

        var ended = running.interrupt().ended(130);
        assertThat(ended.json().getString("server")).isEqualTo(url);
        assertThat(cli.run("runners", "list").out()).containsPattern("laptop  +offline");
        host.run("runner", "--id", "brief", "--tags", "nothing", "--once", "--containers", "process")
                .ended(0);
        var wrong = nobody.with(Map.of("PADDOCK_URL", url, "PADDOCK_KEY", NO_KEY));
        wrong.run("runner", "--id", "other", "--containers", "process").ended(4);
        nobody.run("runner", "--server", url).ended(4);
    }

    /// A run of a repository of this name that only runners of the same tag take.
    private static String submit(String name) {
        return Cluster.submit(Map.of(
                "repository", "https://example.com/owner/" + name, "commit", "a".repeat(40), "tags", List.of(name)));
    }

    private static String finished(String name) {
        var runner = new ScriptedRunner(name, name);
        String run = submit(name);
        runner.finish(runner.claim());
        return run;
    }
}
