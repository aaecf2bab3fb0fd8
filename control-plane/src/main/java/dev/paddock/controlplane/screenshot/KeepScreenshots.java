package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.image.PngHeader;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.model.problem.ProblemCode;
import dev.paddock.model.run.RunId;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.Set;

/// Keeps stored screenshots as long as a report refers to them.
@Singleton
public class KeepScreenshots {

    /// The owners' kind of references to the screenshots of reports; the owner is the run.
    public static final String OWNER = "report";

    private final ScreenshotStore store;
    private final BlobReferences references;

    KeepScreenshots(ScreenshotStore store, BlobReferences references) {
        this.store = store;
        this.references = references;
    }

    /// Says whose the new ones are, and keeps all that the report of a run refers to. 503 when one has gone
    /// meanwhile, which nothing but a call that took a day can lead to.
    ///
    /// @param fresh those that the repository may not have sent before
    @Transactional(Transactional.TxType.MANDATORY)
    public void keep(String repository, RunId run, Map<Digest, PngHeader> fresh, Collection<Digest> all) {
        store.add(repository, fresh);
        Set<Digest> missing = references.add(OWNER, run.value(), all);
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.UNAVAILABLE,
                    "Screenshots were removed while the report came in; send it again with its screenshots.");
        }
    }
}
