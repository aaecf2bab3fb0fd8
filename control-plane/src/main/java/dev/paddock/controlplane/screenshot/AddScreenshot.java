package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.audit.AuditLog;
import dev.paddock.controlplane.audit.Origins;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.image.Png;
import dev.paddock.controlplane.image.PngCheck;
import dev.paddock.controlplane.storage.Digest;
import dev.paddock.controlplane.usage.Adding;
import dev.paddock.controlplane.usage.Plans;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes a screenshot that is sent by itself.
@Singleton
class AddScreenshot {

    private final Screenshots screenshots;
    private final ScreenshotStore store;
    private final AuditLog audit;
    private final Origins origins;
    private final Plans plans;

    AddScreenshot(Screenshots screenshots, ScreenshotStore store, AuditLog audit, Origins origins, Plans plans) {
        this.plans = plans;
        this.screenshots = screenshots;
        this.store = store;
        this.audit = audit;
        this.origins = origins;
    }

    /// Stores it. 400 when the bytes are not those announced, or no PNG to be decoded; 402 when the repository may not
    /// store them.
    StoredScreenshot add(String repository, Digest announced, byte[] bytes) throws IOException {
        Digest found = Digest.of(bytes);
        if (!found.equals(announced)) {
            throw ProblemException.invalid("digest", "is not that of the body, which is " + found);
        }
        Png png = switch (PngCheck.of(bytes)) {
            case PngCheck.Whole(Png whole) -> whole;
            case PngCheck.Refused(String why) -> throw ProblemException.invalid("body", why);
        };
        if (store.touch(repository, List.of(announced)).isEmpty()) {
            plans.expectRoom(repository, Adding.BYTES);
        }
        // Also when it is known: should its bytes be damaged or gone, they are there again.
        Digest digest = screenshots.keep(png);
        boolean added = audit.record(
                        () -> Optional.of(stored(repository, digest, png)).filter(fresh -> !fresh.isEmpty()),
                        fresh -> AuditLog.Entry.of(
                                origins.current(), "screenshot.upload", digest.hex(), Map.of("repository", repository)))
                .isPresent();
        return new StoredScreenshot(
                digest.hex(), bytes.length, png.header().width(), png.header().height(), !added);
    }

    private Set<Digest> stored(String repository, Digest digest, Png png) {
        Set<Digest> fresh = store.add(repository, Map.of(digest, png.header()));
        if (!fresh.isEmpty()) {
            plans.expectWithin(repository, Adding.BYTES);
        }
        return fresh;
    }
}
