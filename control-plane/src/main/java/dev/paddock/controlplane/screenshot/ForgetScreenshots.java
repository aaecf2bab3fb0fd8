package dev.paddock.controlplane.screenshot;

import dev.paddock.controlplane.loop.Chore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Forgets screenshots that are not used any more. Any replica may do it.
@Singleton
class ForgetScreenshots {

    private static final Duration PAUSE = Duration.ofMinutes(5);
    /// Each is looked for among the references to its bytes.
    private static final int BATCH = 200;

    private final UnusedScreenshots screenshots;

    ForgetScreenshots(UnusedScreenshots screenshots) {
        this.screenshots = screenshots;
    }

    @Produces
    @Singleton
    Chore forgetting() {
        return new Chore("screenshots", PAUSE, () -> screenshots.forget(BATCH) == BATCH);
    }
}
