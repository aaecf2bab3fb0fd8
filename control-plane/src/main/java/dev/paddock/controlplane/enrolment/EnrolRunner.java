package dev.paddock.controlplane.enrolment;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.enrolment.EnrolmentStore.Enrolment;
import dev.paddock.controlplane.enrolment.EnrolmentStore.Standing;
import dev.paddock.controlplane.fleet.Runners;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.runner.EnrolmentRequest;
import dev.paddock.model.runner.RunnerCredential;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Mints credentials of runners.
@Singleton
class EnrolRunner {

    private final EnrolmentStore store;

    EnrolRunner(EnrolmentStore store) {
        this.store = store;
    }

    /// A new credential for the runner, within the transaction around the call. 401 when the enrolment key has
    /// ended; 403 `runner_taken` when the id is another key's, `runner_revoked` when the runner is shut out,
    /// `enrolment_used_up` when the key enrols no more; 409 `runner_alive` when a process is heard of under the id
    /// whose credential is not `former`.
    RunnerCredential enrol(@Nullable EnrolmentRequest request, String keyId) {
        if (request == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with runnerId.");
        }
        String runner = request.runnerId();
        if (runner == null) {
            throw ProblemException.invalid("runnerId", "is missing; send it");
        }
        Runners.expectId("runnerId", runner);
        // Behind this lock enrolments by one key are made one after the other.
        Enrolment enrolment = store.lock(keyId)
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.UNAUTHENTICATED, "The enrolment key has just ended; use another one."));
        Standing standing = store.standing(runner, keyId);
        check(runner, request.former(), standing);
        if (!standing.known() && !store.use(keyId)) {
            throw new ProblemException(
                    ProblemCode.ENROLMENT_USED_UP,
                    "The enrolment key has enrolled as many runners as it may, and " + runner
                            + " is none of them; make another key.");
        }
        store.dropUnused(runner, keyId);
        ApiKey key = ApiKey.random();
        return new RunnerCredential(store.mint(runner, key, enrolment, standing.living()), runner, key.text());
    }

    private static void check(String runner, @Nullable String former, Standing standing) {
        if (standing.taken()) {
            throw new ProblemException(
                    ProblemCode.RUNNER_TAKEN,
                    "The runner id " + runner + " belongs to another key; choose another id, or end that key.");
        }
        if (standing.revoked()) {
            throw new ProblemException(
                    ProblemCode.RUNNER_REVOKED,
                    "The credential of the runner " + runner
                            + " was revoked; delete its record, then the runner may enrol again.");
        }
        String living = standing.living();
        if (living != null && !living.equals(former)) {
            throw Runners.alive(runner);
        }
    }
}
