package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.paddock.controlplane.trace.TraceContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A server that sends its spans to a collector.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
@TestProfile(Operated.class)
class SpansTest {

    private static final String CALLERS_STEP = "b7ad6b7169203331";

    private static String trace() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + "8448eb211c80319c";
    }

    @Test
    void aTraceThatItsCallerRecordsIsSentAndGoesOnFromTheServersStep() {
        String trace = trace();
        String lane = Server.lane();
        String runner = Server.register(lane, 1);
        Server.admin()
                .header("traceparent", "00-" + trace + "-" + CALLERS_STEP + "-01")
                .body(Map.of(
                        "repository", "https://example.com/owner/repo", "commit", Server.COMMIT, "tags", List.of(lane)))
                .post("/v1/runs")
                .then()
                .statusCode(202);

        TraceContext carried = TraceContext.parse(Server.poll(runner, 1, 20).path("data[0].traceparent"))
                .orElseThrow();
        assertThat(carried.traceId()).isEqualTo(trace);
        assertThat(carried.parentId()).isNotEqualTo(CALLERS_STEP);
        assertThat(carried.flags()).isEqualTo("01");
        Awaitility.await().until(() -> Collector.has(trace));
    }

    @Test
    void aTraceThatItsCallerDoesNotRecordIsNamedAndNotSent() {
        String recorded = trace();
        String not = trace();
        for (String header :
                List.of("00-" + not + "-" + CALLERS_STEP + "-00", "00-" + recorded + "-" + CALLERS_STEP + "-01")) {
            Server.admin()
                    .header("traceparent", header)
                    .get("/v1/runs/none")
                    .then()
                    .statusCode(404)
                    .body("traceId", equalTo(header.substring(3, 35)));
        }

        Awaitility.await().until(() -> Collector.has(recorded));
        assertThat(Collector.has(not)).isFalse();
    }
}
