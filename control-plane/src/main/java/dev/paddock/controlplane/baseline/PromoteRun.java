package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Set;

/// Makes the candidates of an approved report the newest versions of their baselines.
@Singleton
public class PromoteRun {

    /// The owners' kind of references to screenshots of baselines.
    static final String OWNER = "baseline";

    private final BaselineStore baselines;
    private final BlobReferences references;

    PromoteRun(BaselineStore baselines, BlobReferences references) {
        this.baselines = baselines;
        this.references = references;
    }

    /// What became of each target. Nothing, when the run has no report: an executed one has no candidates. Results that
    /// failed, and targets that were removed, are left out. The caller has locked the run.
    ///
    /// @param by who approved of it
    @Transactional(Transactional.TxType.MANDATORY)
    public List<Promoted> promote(RunId run, String by) {
        baselines.lockOf(run);
        List<Promoted> promoted = baselines.promote(run, by);
        List<Digest> kept =
                baselines.screenshotsOf(run).stream().map(Digest::new).toList();
        // The report keeps them until this transaction ends.
        Set<Digest> missing = references.add(OWNER, run.value(), kept);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("screenshots of the run " + run + " are gone: " + missing);
        }
        return promoted;
    }
}
