package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
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
    /// failed, and targets that were removed, are left out. 409 when the bytes of a screenshot were
    /// lost. The caller has locked the run.
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
            throw missing(run, missing);
        }
        return promoted;
    }

    /// A report keeps its screenshots, so it was found that their bytes are not those that were stored.
    private static ProblemException missing(RunId run, Set<Digest> missing) {
        List<String> digests = missing.stream().map(Digest::hex).sorted().toList();
        return new ProblemException(
                ProblemCode.SCREENSHOTS_MISSING,
                missing.size() + " candidates of the run " + run + " were damaged in the storage; send the screenshots"
                        + " that missing names with PUT /api/v1/screenshots/:digest, then promote the run.",
                Map.of("missing", digests));
    }
}
