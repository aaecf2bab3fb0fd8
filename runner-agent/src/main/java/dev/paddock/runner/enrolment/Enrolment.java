package dev.paddock.runner.enrolment;

import dev.paddock.model.runner.RunnerCredential;
import dev.paddock.runner.controlplane.ControlPlane;
import dev.paddock.runner.controlplane.Reply;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Gets a runner the credential that its calls show, and another one when that is refused. The credential outlives
/// the process. For one thread.
public final class Enrolment {

    private static final Logger LOG = Logger.getLogger(Enrolment.class);

    private final ControlPlane controlPlane;
    private final String key;
    private final CredentialFile file;
    private @Nullable RunnerCredential held;
    private @Nullable String former;
    private boolean registered;

    /// Takes the credential that an earlier process kept, if there is one.
    ///
    /// @param key the enrolment key, which calls show for nothing else
    public Enrolment(ControlPlane controlPlane, String key, CredentialFile file) {
        this.controlPlane = controlPlane;
        this.key = key;
        this.file = file;
        file.read(controlPlane.runner().id()).ifPresent(this::take);
        // What was kept is what an earlier process had registered with, but for the odd one that died in between.
        registered = held != null;
    }

    private void take(RunnerCredential credential) {
        held = credential;
        controlPlane.use(credential.key());
    }

    /// Whether there is a credential that was not refused.
    public boolean holdsCredential() {
        return held != null;
    }

    /// Asks for a credential, once; from then on, calls show it.
    public Reply<RunnerCredential> enrol() throws InterruptedException {
        Reply<RunnerCredential> reply = controlPlane.enrol(key, former);
        if (reply instanceof Reply.Ok<RunnerCredential>(RunnerCredential credential, long _)) {
            // First of all: what was minted and is not kept would have to be minted again.
            file.write(credential);
            take(credential);
            registered = false;
            LOG.infof("enrolled as %s, with the credential %s", credential.runnerId(), credential.id());
        }
        return reply;
    }

    /// The control plane registered this process with the credential.
    public void registered() {
        registered = true;
    }

    /// The credential was refused: another one is needed. One that this runner had registered with is named then:
    /// who does not know it gets none while the runner is heard of.
    public void refused() {
        RunnerCredential refused = held;
        if (refused != null && registered) {
            former = refused.id();
        }
        held = null;
        registered = false;
    }
}
