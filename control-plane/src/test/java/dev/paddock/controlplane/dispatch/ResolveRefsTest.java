package dev.paddock.controlplane.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.model.run.FailureReason;
import dev.paddock.model.run.RunId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers of a replica that stood still while another one settled the same run.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ResolveRefsTest {

    private static final RefResolver.Answer UNKNOWN =
            new RefResolver.Answer.Failed(FailureReason.REF_NOT_FOUND, "There was no such branch.");
    private static final RefResolver.Answer FOUND = new RefResolver.Answer.Found("b".repeat(40), null);

    private final String lane = Server.lane();
    private final ResolveRefs.Store store;
    private final Jdbi ledger;

    ResolveRefsTest(ResolveRefs.Store store, Jdbi ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    @Test
    void anAnswerThatComesLateFailsNoRunThatHasGoneOn() {
        String runner = Server.register(lane, 1);
        String run = Server.submit(lane);

        store.settle(new RunId(run), UNKNOWN);
        assertThat(Server.run(run).getString("status")).isEqualTo("queued");
        String task = Server.claim(runner);
        store.settle(new RunId(run), UNKNOWN);
        assertThat(Server.run(run).getString("status")).isEqualTo("running");
        Server.result(task, Server.review(runner, "info")).then().statusCode(200);
        store.settle(new RunId(run), UNKNOWN);
        assertThat(Server.run(run).getString("status")).isEqualTo("success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not_before", "backoff"})
    void anAnswerThatComesLateLetsNothingGoThatIsHeldForSomethingElse(String reason) {
        String run = Server.submit(lane);
        hold(run, reason);

        store.settle(new RunId(run), FOUND);
        store.postpone(new RunId(run), Duration.ZERO);

        assertThat(state(run)).containsExactly(reason, "true", Server.COMMIT);
    }

    private void hold(String run, String reason) {
        ledger.useHandle(handle -> handle.execute("""
                update task set state = 'held', hold_reason = ?, held_until = now() + interval '1 h', ready_at = null,
                    place = null where run_id = ?
                """, reason, run));
    }

    /// What holds the run's task, whether for some time still, and the commit that is reviewed.
    private List<String> state(String run) {
        return ledger.withHandle(handle -> handle.select("""
                        select array[t.hold_reason, (t.held_until > now() + interval '59 min')::text, r.commit_sha]
                        from task t join run r on r.id = t.run_id where r.id = ?
                        """, run)
                .map((row, context) -> List.of((String[]) row.getArray(1).getArray()))
                .one());
    }
}
