package dev.paddock.runner.worker;

import dev.paddock.runner.controlplane.BootClock;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Says that the control plane cannot be reached, but not all the time, and that it is back.
final class AwayLog {

    private static final Logger LOG = Logger.getLogger(AwayLog.class);
    private static final long INTERVAL_MS = Duration.ofSeconds(30).toMillis();

    private final BootClock clock;
    private boolean away;
    private long saidAt;

    AwayLog(BootClock clock) {
        this.clock = clock;
    }

    synchronized void away(String why) {
        long now = clock.millis();
        if (!away || now - saidAt >= INTERVAL_MS) {
            LOG.warnf("the control plane cannot be reached, trying on: %s", why);
            saidAt = now;
        }
        away = true;
    }

    synchronized void back() {
        if (away) {
            LOG.info("the control plane is back");
        }
        away = false;
    }
}
