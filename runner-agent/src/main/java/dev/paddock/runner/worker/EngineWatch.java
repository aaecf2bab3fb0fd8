package dev.paddock.runner.worker;

import dev.paddock.runner.review.ReviewTools;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Looks whether a reviewer could be started, and says so when that changes.
final class EngineWatch {

    private static final Logger LOG = Logger.getLogger(EngineWatch.class);

    /// How soon an engine that does not answer is asked again.
    static final Duration LOOK = Duration.ofSeconds(2);

    /// A socket that comes, and then refuses, is another reason; an engine behind a proxy may find ever new ones.
    private static final int MOST_SAID = 8;

    private final ReviewTools tools;
    private final Set<String> said = new HashSet<>();
    private volatile Optional<String> trouble = Optional.empty();

    EngineWatch(ReviewTools tools) {
        this.tools = tools;
    }

    /// Asks the engine. Each reason is logged once until it answers, with `meanwhile`: what the runner does until then.
    synchronized boolean isTroubled(String meanwhile) {
        Optional<String> found = tools.trouble();
        trouble = found;
        if (found.isEmpty() && !said.isEmpty()) {
            said.clear();
            LOG.info("the engine answers");
        }
        if (found.isPresent() && said.size() < MOST_SAID && said.add(found.get())) {
            LOG.warnf("%s; %s", found.get(), meanwhile);
        }
        return found.isPresent();
    }

    /// What was wrong when the engine was asked last. Asks nobody.
    Optional<String> latest() {
        return trouble;
    }
}
