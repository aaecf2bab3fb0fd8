package dev.paddock.controlplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Runs, tasks and leases do what the model says, whatever happens to them in whichever order.
///
/// `-Dpaddock.simulation.seed=N` tells another story, `-Dpaddock.simulation.stories=N` more of them, each with the next
/// seed, and `-Dpaddock.simulation.steps=N` longer ones. A failure names its seed and tells its whole story.
@QuarkusTest
@TestProfile(SimulationProfile.class)
class RunTaskLeaseModelTest {

    private static final Logger LOG = Logger.getLogger(RunTaskLeaseModelTest.class);

    private static final int STORIES = 40;

    private static final String[] ENDS = {
        "run success",
        "run failure",
        "run cancelled",
        "run timeout",
        "succeeded",
        "failed",
        "timed_out",
        "cancelled",
        "lost",
        "returned",
        "unconfirmed"
    };
    private static final String[] HOLDS = {"not_before", "paused", "concurrency_group", "backoff"};

    private final Driver driver;
    private final RandomGenerator random;
    private final Jdbi jdbi;

    RunTaskLeaseModelTest(Driver driver, RandomGenerator random, Jdbi jdbi) {
        this.driver = driver;
        this.random = random;
        this.jdbi = jdbi;
    }

    @Test
    void theLedgerDoesWhatTheModelSays() {
        long first = Long.getLong("paddock.simulation.seed", 1);
        int stories = Integer.getInteger("paddock.simulation.stories", STORIES);
        int most = Integer.getInteger("paddock.simulation.failures", 1);
        int steps = Integer.getInteger("paddock.simulation.steps", 80);
        List<String> failures = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        int made = 0;
        for (long seed = first; seed < first + stories && failures.size() < most; seed++) {
            ((ChosenDelays) random).seed(seed);
            Simulation simulation = new Simulation(seed, driver, jdbi);
            try {
                simulation.tell(steps);
            } catch (AssertionError e) {
                LOG.error("a story failed", e.getCause());
                failures.add(
                        "Repeat with -Dpaddock.simulation.seed=%d -Dpaddock.simulation.stories=1 -Dpaddock.simulation.steps=%d%n%s"
                                .formatted(seed, steps, e.getMessage()));
            }
            made += simulation.steps();
            seen.addAll(simulation.seen());
        }
        LOG.infof("%d steps in %d stories from seed %d", made, stories, first);
        assertThat(String.join("\n\n", failures)).isEmpty();
        assertThat(made).isGreaterThanOrEqualTo(stories * steps);
        if (stories >= STORIES) {
            assertThat(seen).contains(ENDS).contains(HOLDS);
        }
    }
}
