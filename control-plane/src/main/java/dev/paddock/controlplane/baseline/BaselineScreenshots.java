package dev.paddock.controlplane.baseline;

import dev.paddock.controlplane.blob.BlobReferences;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.screenshot.ScreenshotStore;
import dev.paddock.controlplane.storage.Digest;
import jakarta.inject.Singleton;
import java.util.List;

/// Keeps the screenshots of baselines that are sent by themselves, within the caller's transaction.
@Singleton
class BaselineScreenshots {

    private final ScreenshotStore screenshots;
    private final BlobReferences references;

    BaselineScreenshots(ScreenshotStore screenshots, BlobReferences references) {
        this.screenshots = screenshots;
        this.references = references;
    }

    /// Keeps it for `owner`. 400 when the repository has not sent it.
    void keep(String repository, String owner, Digest digest) {
        boolean known = !screenshots.hold(repository, List.of(digest)).isEmpty();
        if (!known || !references.add(PromoteRun.OWNER, owner, List.of(digest)).isEmpty()) {
            throw ProblemException.invalid(
                    "screenshot", "is not stored; send it first with PUT /api/v1/screenshots/" + digest);
        }
    }

    void drop(String owner) {
        references.drop(PromoteRun.OWNER, owner);
    }
}
