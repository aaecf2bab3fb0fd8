package dev.paddock.controlplane.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.TaskRows;
import dev.paddock.controlplane.fleet.RunnerStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// What is said to have woken the claims of a loop that turns when the test says so.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ClaimLoopTest {

    private final String lane = Server.lane();
    private final WaitingClaims waiting = new WaitingClaims();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final TaskRows rows;
    private final ClaimLoop loop;

    ClaimLoopTest(RunnerStore runners, Claims claims, Handover handover, Event<ClaimLoop.Looked> looked, Jdbi ledger) {
        this.rows = new TaskRows(ledger);
        this.loop = new ClaimLoop(waiting, new RunnerCheck(runners), claims, handover, meters, looked);
    }

    @Test
    void whatIsClaimedRightAfterAnotherClaimWasWokenByTheSame() throws Exception {
        Server.submit(lane);
        Server.submit(lane);
        await(Server.register(lane, 1));
        loop.wake(ClaimLoop.Wake.KAFKA);

        assertThat(loop.turn()).isTrue();
        // It began to wait when the turn had looked who does, and has told nobody yet.
        await(Server.register(lane, 1));
        assertThat(loop.turn()).isTrue();

        assertThat(claims()).isEqualTo(Map.of("kafka", 2.0));
    }

    @Test
    void whatIsFoundAfterATurnThatClaimedNothingWasFoundByALook() throws Exception {
        Server.submit(lane);
        await(Server.register(lane, 1));
        loop.wake(ClaimLoop.Wake.KAFKA);
        assertThat(loop.turn()).isTrue();
        assertThat(loop.turn()).isFalse();

        Server.submit(lane);
        await(Server.register(lane, 1));
        assertThat(loop.turn()).isTrue();

        assertThat(claims()).isEqualTo(Map.of("kafka", 1.0, "look", 1.0));
    }

    private void await(String runner) {
        waiting.add(
                new Waiter(new Waiter.Poll(runner, rows.keyOf(runner), "process-1", 1, false)), Duration.ofMinutes(1));
    }

    private Map<String, Double> claims() {
        return meters.find("paddock.claims").counters().stream()
                .collect(Collectors.toMap(
                        counter -> Objects.requireNonNull(counter.getId().getTag("woken")),
                        counter -> counter.count()));
    }
}
