package dev.paddock.controlplane.allure;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// The newest release of Allure, asked for once an hour at most, or once a minute while the registry does not answer.
@Singleton
class LatestVersion {

    private static final Logger LOG = Logger.getLogger(LatestVersion.class);
    private static final Duration KNOWN = Duration.ofHours(1);
    private static final Duration UNKNOWN = Duration.ofMinutes(1);

    private final Npm npm;
    private final AllureTool tool;
    private final InstantSource clock;
    private String latest = "";
    private Instant until = Instant.MIN;

    LatestVersion(Npm npm, AllureTool tool, InstantSource clock) {
        this.npm = npm;
        this.tool = tool;
        this.clock = clock;
    }

    /// The version; an empty text when nobody knows.
    synchronized String get() {
        if (clock.instant().isBefore(until)) {
            return latest;
        }
        latest = ask();
        until = clock.instant().plus(latest.isEmpty() ? UNKNOWN : KNOWN);
        return latest;
    }

    private String ask() {
        try {
            return npm.latest(tool.folder()).orElse("");
        } catch (IOException e) {
            LOG.debug("npm has no folder to start in", e);
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
