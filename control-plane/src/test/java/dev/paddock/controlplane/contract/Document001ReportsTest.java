package dev.paddock.controlplane.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.paddock.controlplane.AtTwoReplicas;
import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Results;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import dev.paddock.controlplane.TestBuilds;
import dev.paddock.controlplane.build.BuildKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Document 001: reports, from the upload of their results on, and Allure itself.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
@Timeout(300)
class Document001ReportsTest {

    private static final String BUILD = "2024-01-15-001";

    private Results.Project project;
    private BuildKey build;

    @BeforeEach
    void upload() {
        project = Results.project();
        build = send(BUILD, "passed", "failed", "skipped");
    }

    private BuildKey send(String id, String... statuses) {
        String[] results = new String[statuses.length];
        for (int i = 0; i < statuses.length; i++) {
            results[i] = TestBuilds.result("test-" + i, statuses[i]);
        }
        Results.send(project, id, TestBuilds.zip(TestBuilds.files(results)))
                .then()
                .statusCode(202)
                .body("status", equalTo("received"));
        BuildKey key = new BuildKey(project.environment(), project.id(), id);
        TestBuilds.ended(key);
        return key;
    }

    private String reports() {
        return project.path() + "/reports";
    }

    @Test
    void theReportOfAnUploadIsMadeWithoutBeingAskedFor() {
        Response list = Server.admin().get(reports());

        list.then().statusCode(200);
        Map<String, Object> shown = list.path("[0]");
        assertThat(shown)
                .containsOnlyKeys(
                        "id",
                        "envId",
                        "projectId",
                        "buildId",
                        "createdAt",
                        "status",
                        "reportUrl",
                        "passed",
                        "failed",
                        "skipped",
                        "total",
                        "uploadedBy",
                        "qualityGate",
                        "configSnapshot",
                        "generationWarnings")
                .containsEntry("envId", project.environment())
                .containsEntry("projectId", project.id())
                .containsEntry("buildId", BUILD)
                .containsEntry("status", "done")
                .containsEntry("passed", 1)
                .containsEntry("failed", 1)
                .containsEntry("skipped", 1)
                .containsEntry("total", 3)
                .containsEntry("qualityGate", null);
        assertThat(shown.get("reportUrl")).asString().endsWith("/reports/" + build + "/index.html");
    }

    @Test
    void theExampleOfACallForAReportIsTaken() throws Exception {
        Server.admin()
                .body(Example.text("001-generate.json"))
                .post(reports())
                .then()
                .statusCode(202)
                .body("", aMapWithSize(2))
                .body("status", equalTo("accepted"))
                .body("reportUrl", endsWith("/reports/" + build + "/index.html"));
        TestBuilds.ended(build);

        Server.admin()
                .get(reports())
                .then()
                .body("[0].status", equalTo("done"))
                .body("[0].generationWarnings", empty())
                .body("[0].qualityGate.passed", equalTo(true))
                .body("[0].qualityGate.rules.rule", contains("maxFailures"))
                .body("[0].configSnapshot.name", equalTo("My Report"))
                .body("[0].configSnapshot.variables.env", equalTo("production"));
        for (String page : new String[] {"", "allure2/", "dashboard/"}) {
            Server.admin().get("/reports/" + build + "/" + page).then().statusCode(200);
        }
        assertThat(Server.admin()
                        .get("/reports/" + build + "/csv/allure-report.csv")
                        .asString())
                .contains("shop.test-0");
    }

    @Test
    void buildsAreListedInPartsSummedUpAndDeleted() {
        send("2024-01-15-002", "passed", "passed");

        Server.admin()
                .get(reports() + "?limit=1")
                .then()
                .statusCode(200)
                .body("", aMapWithSize(4))
                .body("builds.buildId", contains("2024-01-15-002"))
                .body("total", equalTo(2))
                .body("limit", equalTo(1))
                .body("offset", equalTo(0));
        Server.admin()
                .get(reports() + "/stats")
                .then()
                .statusCode(200)
                .body("", aMapWithSize(4))
                .body("totalRuns", equalTo(2))
                .body("latestRate", equalTo(100))
                .body("avgRate", equalTo(75))
                .body("totalFailed", equalTo(1));
        Server.admin().delete(reports() + "/" + BUILD).then().statusCode(204);
        Server.admin().delete(reports() + "/" + BUILD).then().statusCode(404);
        Server.admin().get(reports()).then().body("buildId", contains("2024-01-15-002"));
        Server.admin().get("/reports/" + build + "/index.html").then().statusCode(404);
    }

    @Test
    void theVersionOfAllureIsSaidAndNoOtherThanAReleaseIsTaken() {
        Settings.admin()
                .get("/api/settings/allure")
                .then()
                .statusCode(200)
                .body("", aMapWithSize(2))
                .body("version", matchesPattern("\\d+\\.\\d+\\.\\d+"))
                .body("latest", matchesPattern("(\\d+\\.\\d+\\.\\d+)?"));
        Settings.admin()
                .body(Map.of("version", "3.4.0-beta.1"))
                .put("/api/settings/allure")
                .then()
                .statusCode(400)
                .body("detail", containsString("version"));
        Settings.session("developer")
                .body(Map.of("version", "3.18.0"))
                .put("/api/settings/allure")
                .then()
                .statusCode(403);
    }
}
