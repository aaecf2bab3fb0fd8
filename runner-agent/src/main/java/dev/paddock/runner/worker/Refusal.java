package dev.paddock.runner.worker;

import dev.paddock.model.runner.Registration;
import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import java.util.Optional;

/// What the control plane's definite no means for a runner.
final class Refusal {

    private Refusal() {}

    /// The last sentence of a runner that cannot register; empty when trying again may help.
    static Optional<String> ofRegistration(Reply.Refused<Registration> refused) {
        String detail = refused.problem().detail();
        return switch (refused.status()) {
            case 400 -> Optional.of("The control plane does not accept this runner's settings: " + detail);
            case 426 ->
                Optional.of(
                        "This agent speaks runner protocol %d, the control plane speaks %s; use an agent of its release."
                                .formatted(
                                        ControlPlane.PROTOCOL,
                                        refused.problem().details().getOrDefault("supported", "another one")));
            // Anything else may come from a proxy whose server is not up yet.
            default -> ofCredentials(refused);
        };
    }

    /// The last sentence of a runner that gets no credential; empty when trying again may help.
    static Optional<String> ofEnrolment(Reply.Refused<RunnerCredential> refused) {
        String detail = refused.problem().detail();
        return switch (refused.status()) {
            case 400 -> Optional.of("The control plane does not accept this runner's settings: " + detail);
            case 401 ->
                Optional.of("The control plane does not accept this runner's enrolment key: it was revoked, has expired"
                        + " or is another server's; put a good one in PADDOCK_ENROLMENT_KEY or"
                        + " PADDOCK_ENROLMENT_KEY_FILE.");
            case 403 -> Optional.of("The control plane does not enrol this runner: " + detail);
            default -> Optional.empty();
        };
    }

    /// The last sentence of a runner whose key is not accepted; empty when the refusal is about something else.
    static Optional<String> ofCredentials(Reply.Refused<?> refused) {
        String detail = refused.problem().detail();
        return switch (refused.status()) {
            case 401 ->
                Optional.of(
                        "The control plane does not accept this runner's key; check PADDOCK_KEY or PADDOCK_KEY_FILE: "
                                + detail);
            case 403 -> Optional.of("The control plane does not let this runner work: " + detail);
            default -> Optional.empty();
        };
    }
}
