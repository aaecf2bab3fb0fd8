package dev.paddock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// `./paddock report` and `./paddock review` against a real control plane.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportCliTest {

    private static int clients;

    private final Path folder;
    private final Cluster cluster;
    private final String url;
    private final Cli admin;
    private Reports.Client client;
    private Path work;
    private Cli ci;

    ReportCliTest(@TempDir Path folder) throws Exception {
        this.folder = folder.toRealPath();
        cluster = new Cluster(Files.createDirectories(this.folder.resolve("cluster")), Map.of());
        cluster.startControlPlane();
        url = "http://127.0.0.1:" + RestAssured.port;
        admin = new Cli(this.folder.resolve("home"), Map.of("PADDOCK_URL", url, "PADDOCK_KEY", Cluster.ADMIN_KEY));
        admin.train();
    }

    @BeforeEach
    void client() throws Exception {
        client = Reports.client("reported-" + ++clients);
        work = Files.createDirectories(folder.resolve("work-" + clients));
        Path secret = Files.writeString(work.resolve("secret"), client.secret() + "\n");
        ci = new Cli(
                folder.resolve("ci-" + clients),
                Map.of(
                        "PADDOCK_URL",
                        url,
                        "PADDOCK_CLIENT_ID",
                        client.id(),
                        "PADDOCK_CLIENT_SECRET_FILE",
                        secret.toString()));
    }

    @AfterAll
    void stop() throws Exception {
        cluster.close();
    }

    private Path report(String results) throws Exception {
        return Files.writeString(
                work.resolve("report.json"), "{\"results\": [" + results + "], \"seed\": 0.30000000000000004441}");
    }

    private static String result(String more) {
        return "{\"target\": \"/\", \"kind\": \"screenshot\", \"status\": \"changed\"" + more + "}";
    }

    private JsonPath read(String run) {
        return RestAssured.given()
                .auth()
                .preemptive()
                .basic(client.id(), client.secret())
                .get("/api/v1/runs/" + run)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String run(Cli.Answer answer) {
        return answer.json().getString("run.id");
    }

    private int runs() {
        return Cluster.admin()
                .get("/v1/runs?repository_id=" + client.repository())
                .jsonPath()
                .getInt("meta.total");
    }

    @Test
    void aReportIsSentWithTheScreenshotsThatItNames() throws Exception {
        Files.createDirectories(work.resolve("shots"));
        byte[] before = Reports.noise(20, 20);
        byte[] after = Reports.noise(20, 20);
        Files.write(work.resolve("shots/before.png"), before);
        Files.write(work.resolve("shots/after.PNG"), after);
        String inline = Base64.getEncoder().encodeToString(Reports.noise(5, 5));
        Path report = report(result(", \"screenshot\": {\"baseline\": \"shots/before.png\"," + " \"candidate\": \""
                        + work.resolve("shots/after.PNG") + "\", \"device\": \"phone\"}")
                + "," + result(", \"screenshotRefs\": null, \"screenshot\": {\"candidate\": \"./shots/before.png\"}")
                + "," + result(", \"screenshot\": {\"candidate\": \"" + inline + "\"}"));

        var sent = ci.run("report", "ingest", report.toString(), "--branch", "main", "--commit", "a1b2c3d", "--json")
                .ended(0);

        assertThat(sent.err()).isEqualTo("Sent 2 of 2 screenshots; the server has the others.\n");
        JsonPath read = read(run(sent));
        assertThat(read.getString("run.branch")).isEqualTo("main");
        assertThat(read.getString("run.commit")).isEqualTo("a1b2c3d");
        assertThat(read.getString("report.results[0].screenshot.device")).isEqualTo("phone");
        assertThat(read.getString("report.results[0].screenshotRefs.baseline"))
                .isEqualTo(read.getString("report.results[1].screenshotRefs.candidate"));
        assertThat(read.getString("report.results[2].screenshotRefs.candidate")).hasSize(64);
        assertThat(RestAssured.given()
                        .auth()
                        .preemptive()
                        .basic(client.id(), client.secret())
                        .get("/api/v1/runs/" + run(sent) + "/screenshots/"
                                + read.getString("report.results[0].screenshotRefs.candidate"))
                        .asByteArray())
                .isEqualTo(after);
        // The second time nothing but the report travels.
        var again = ci.run("report", "ingest", report.toString()).ended(0);
        assertThat(again.err()).isEqualTo("Sent 0 of 2 screenshots; the server has the others.\n");
        assertThat(again.out())
                .containsPattern("Run +run_")
                .contains("Status  success", "Review  pending", "URL     http");
    }

    @Test
    void numbersStayAsTheyAreWrittenAndStandardInputWillDo() throws Exception {
        String text = Files.readString(report(result(", \"snapshot\": {\"n\": 1.10, \"big\": 12345678901234567890}")));

        var sent =
                ci.runWith("\ufeff" + text, "report", "ingest", "-", "--json").ended(0);

        String stored = RestAssured.given()
                .auth()
                .preemptive()
                .basic(client.id(), client.secret())
                .get("/api/v1/runs/" + run(sent))
                .asString();
        assertThat(stored).contains("1.10").contains("12345678901234567890").contains("0.30000000000000004441");
    }

    @Test
    void theSameKeyIsTheSameRun() throws Exception {
        String report = report(result("")).toString();

        var first = ci.run("report", "ingest", report, "--idempotency-key", "job-7", "--json")
                .ended(0);
        var again = ci.run("report", "ingest", report, "--idempotency-key", "job-7", "--json")
                .ended(0);
        assertThat(run(again)).isEqualTo(run(first));
        ci.run("report", "ingest", report).ended(0);
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void aKeyNamesTheRepository() throws Exception {
        String report = report(result("")).toString();

        assertThat(admin.run("report", "ingest", report).ended(2).err()).contains("repository is missing");
        admin.run("report", "ingest", report, "--repository", client.repository())
                .ended(0);
        assertThat(admin.run("report", "ingest", report, "--repository", "no/such")
                        .ended(2)
                        .err())
                .contains("is not registered");
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsSaidBeforeAnythingIsSent() throws Exception {
        assertThat(ci.run("report", "ingest", work + "/none.json").ended(2).err())
                .isEqualTo("paddock: There is no file " + work + "/none.json; check the path of the report.\n");
        assertThat(ci.run("report", "ingest", work.toString()).ended(2).err()).contains("cannot be read");
        for (String text : new String[] {"", "[]", "{\"results\": [}", "{} {}", "{\"a\": 1, \"a\": 2}"}) {
            ci.run(
                            "report",
                            "ingest",
                            Files.writeString(work.resolve("bad.json"), text).toString())
                    .ended(2);
        }
        Files.writeString(work.resolve("key.png"), "-----BEGIN PRIVATE KEY-----");
        assertThat(ci.run(
                                "report",
                                "ingest",
                                report(result(", \"screenshot\": {\"diff\": \"key.png\"}"))
                                        .toString())
                        .ended(2)
                        .err())
                .contains("results[0].screenshot.diff names " + work + "/key.png, which is no PNG");
        assertThat(ci.run(
                                "report",
                                "ingest",
                                report(result(", \"screenshot\": {\"diff\": \"../none.png\"}"))
                                        .toString())
                        .ended(2)
                        .err())
                .contains("there is no such file");
        Path large = Files.writeString(
                work.resolve("large.json"), "{\"results\": [], \"x\": \"" + "x".repeat(25 << 20) + "\"}");
        assertThat(ci.run("report", "ingest", large.toString()).ended(2).err())
                .isEqualTo("paddock: The report in " + large + " has more than 25 MiB, which is the most that is taken;"
                        + " let it name its screenshots by their files, which are then sent by themselves.\n");
        assertThat(ci.run("report", "ingest", report("{}").toString()).ended(2).err())
                .contains("report.results[0].target");
        assertThat(runs()).isZero();
    }

    @Test
    void theLargestReportIsSent() throws Exception {
        String fill = "x".repeat((25 << 20) - 100);
        Path large = Files.writeString(work.resolve("large.json"), "{\"results\": [], \"x\": \"" + fill + "\"}");

        ci.run("report", "ingest", large.toString()).ended(0);
    }

    @Test
    void aReportWaitsForAPersonAndEndsAsTheGateDoes() throws Exception {
        Files.write(work.resolve("new.png"), Reports.noise(9, 9));
        String report =
                report(result(", \"screenshot\": {\"candidate\": \"new.png\"}")).toString();
        var waiting = ci.start("", "report", "ingest", report, "--wait");
        waiting.says("Review  pending");
        String run = Files.readString(waiting.out()).replaceFirst("(?s)Run +(run_\\w+).*", "$1");

        var review = ci.run("review", run, "approve", "--note", "Looks good", "--promote")
                .ended(0);

        assertThat(review.out()).isEqualTo("The run " + run + " is approved.\n/ (screenshot) is now version 1\n");
        assertThat(waiting.end().ended(0).out()).endsWith("Passed: nothing failed among 1 result.\n");
        assertThat(ci.run("review", run, "approve", "--promote").ended(0).out()).contains("has been version 1");
        assertThat(admin.run("review", run, "reject", "--json").ended(0).json().getString("review.state"))
                .isEqualTo("rejected");
        assertThat(read(run).getString("run.reviewState")).isEqualTo("rejected");

        var late = ci.run("report", "ingest", report, "--wait", "--timeout", "1s", "--json")
                .ended(6);
        assertThat(late.json().getString("gate.status")).isEqualTo("running");
        String failed = report("{\"target\": \"/\", \"kind\": \"dom\", \"status\": \"failed\"}")
                .toString();
        assertThat(ci.run("report", "ingest", failed, "--wait").ended(1).out())
                .endsWith("Failed: 1 of 1 result failed.\n");
        assertThat(ci.run("report", "ingest", failed).ended(0).out()).contains("Status  failure");
    }

    @Test
    void aDecisionThatIsNoneIsRefused() throws Exception {
        String run = run(ci.run("report", "ingest", report(result("")).toString(), "--json")
                .ended(0));

        assertThat(ci.run("review", run, "perhaps").ended(2).err()).contains("approve, reject or pending");
        assertThat(ci.run("review", run, "reject", "--promote").ended(2).err()).contains("give --promote with approve");
        assertThat(ci.run("review", "run_01JAF3ZK8Q0000000000000000", "approve")
                        .ended(3)
                        .err())
                .contains("There is no run");
        var other = Reports.client("other-" + clients);
        ci.with(Map.of("PADDOCK_URL", url, "PADDOCK_CLIENT_ID", other.id(), "PADDOCK_CLIENT_SECRET", other.secret()))
                .run("review", run, "approve")
                .ended(3);
        assertThat(read(run).getString("run.reviewState")).isEqualTo("pending");
    }

    @Test
    void whoHasNoCredentialsForReportsIsTold() throws Exception {
        String report = report(result("")).toString();
        assertThat(ci.with(Map.of("PADDOCK_URL", url))
                        .run("report", "ingest", report)
                        .ended(4)
                        .err())
                .contains("PADDOCK_CLIENT_ID and PADDOCK_CLIENT_SECRET");
        assertThat(ci.with(Map.of("PADDOCK_URL", url, "PADDOCK_CLIENT_ID", client.id()))
                        .run("report", "ingest", report)
                        .ended(2)
                        .err())
                .contains("PADDOCK_CLIENT_SECRET is missing");
        var wrong = ci.with(Map.of(
                "PADDOCK_URL", url, "PADDOCK_CLIENT_ID", client.id(), "PADDOCK_CLIENT_SECRET", Cluster.RUNNER_KEY));
        wrong.run("report", "ingest", report).ended(4);
        Cluster.admin()
                .body(Map.of("limits", Map.of("past_due", true)))
                .patch("/v1/repositories/" + client.repository())
                .then()
                .statusCode(200);
        assertThat(ci.run("report", "ingest", report).ended(3).err()).contains("is past due");
    }
}
