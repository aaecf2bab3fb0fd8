package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.storage.Digest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls that come at once when there is room for some of them, at either replica.
@QuarkusTest
@AtTwoReplicas
@QuarkusTestResource(RealServices.class)
class PlanRaceTest {

    private static final int MANY = 16;
    private static final int ROOM = 5;

    private ReportClient ci;

    @BeforeEach
    void register() {
        ci = new ReportClient();
    }

    private void limit(String member, long most) {
        Server.admin()
                .body(Map.of("limits", Map.of(member, most)))
                .patch("/v1/repositories/" + ci.repository().id())
                .then()
                .statusCode(200);
    }

    /// How many of so many calls at once were taken; all others were refused because of the limit.
    private static long taken(IntFunction<Response> call) {
        List<CompletableFuture<Response>> all = IntStream.range(0, MANY)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> call.apply(i), Thread::startVirtualThread))
                .toList();
        List<Response> replies = all.stream().map(CompletableFuture::join).toList();
        assertThat(replies)
                .allSatisfy(reply ->
                        assertThat(reply.statusCode()).as(reply.asString()).isIn(201, 202, 402));
        return replies.stream().filter(reply -> reply.statusCode() != 402).count();
    }

    private Response submit() {
        return Server.admin()
                .body(Map.of("repository", ci.repository().id(), "commit", Server.COMMIT, "tags", List.of("nobody")))
                .post("/v1/runs");
    }

    @Test
    void reportsAndSubmissionsAreTakenUpToTheLimitAndNoneMore() {
        limit("runs_per_month", ROOM);

        assertThat(taken(i -> i % 2 == 0 ? ci.send(ReportClient.result("/", "passed")) : submit()))
                .isEqualTo(ROOM);
        assertThat(ci.runs()).isEqualTo(ROOM);
    }

    @Test
    void retriesOfOneRunAreTakenUpToTheLimitAndNoneMore() {
        String run = submit().then().statusCode(202).extract().path("id");
        Server.admin().post("/v1/runs/" + run + "/cancel").then().statusCode(200);
        limit("runs_per_month", 1 + ROOM);

        assertThat(taken(i -> Server.admin().post("/v1/runs/" + run + "/retry")))
                .isEqualTo(ROOM);
    }

    @Test
    void screenshotsAreStoredUpToTheLimitAndNoneMore() {
        List<byte[]> pngs = IntStream.range(0, MANY)
                .mapToObj(i -> Pngs.saying(1 + i, 1, 2 + i))
                .toList();
        long room = pngs.stream().mapToLong(png -> png.length).max().orElseThrow() * ROOM;
        limit("stored_bytes", room);

        taken(i -> ci.call()
                .contentType("image/png")
                .body(pngs.get(i))
                .put("/api/v1/screenshots/" + Digest.of(pngs.get(i)).hex()));

        int used = ci.call().get("/api/v1/usage").path("data[0].storedBytes.used");
        assertThat((long) used).isBetween(room * 3 / 4, room);
    }
}
