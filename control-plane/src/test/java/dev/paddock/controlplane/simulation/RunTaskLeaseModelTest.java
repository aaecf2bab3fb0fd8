package dev.paddock.controlplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/// Runs, tasks and leases do what the model says, whatever happens to them in whichever order.
///
/// `-Dpaddock.simulation.seed=N` tells another story, `-Dpaddock.simulation.stories=N` more of them, each with the next
/// seed, and `-Dpaddock.simulation.steps=N` longer ones. A failure names its seed and tells the least of its story that
/// fails too.
@QuarkusTest
@TestProfile(SimulationProfile.class)
class RunTaskLeaseModelTest {

    private static final Logger LOG = Logger.getLogger(RunTaskLeaseModelTest.class);

    private static final int STORIES = 24;
    private static final int STEPS = 80;
    private static final int TRIES = 300;

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
        "unconfirmed",
        "no free end is left"
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
        int steps = Integer.getInteger("paddock.simulation.steps", STEPS);
        Set<String> seen = new TreeSet<>();
        int made = 0;
        for (long seed = first; seed < first + stories; seed++) {
            Simulation simulation = begin(seed);
            try {
                simulation.tell(seed, steps);
            } catch (RuntimeException e) {
                fail(least(seed, steps, simulation, e), e);
            }
            made += simulation.steps();
            seen.addAll(simulation.seen());
        }
        LOG.infof("%d steps in %d stories from seed %d", made, stories, first);
        assertThat(made).isGreaterThanOrEqualTo(stories * steps);
        if (stories >= STORIES) {
            assertThat(seen).contains(ENDS).contains(HOLDS);
        }
    }

    @Test
    void aSeedAlwaysTellsTheSameStory() {
        for (long seed : List.of(1L, 2L)) {
            Simulation once = begin(seed);
            once.tell(seed, STEPS);
            Simulation again = begin(seed);
            again.tell(seed, STEPS);
            assertThat(again).hasToString(once.toString());
            Simulation retold = begin(seed);
            retold.retell(once.story(), once.story());
            assertThat(retold).hasToString(once.toString());
        }
    }

    private Simulation begin(long seed) {
        ((ChosenDelays) random).seed(seed);
        return new Simulation(driver, jdbi);
    }

    /// What is left of a story that fails when all is left out that it fails without.
    private String least(long seed, int steps, Simulation failed, RuntimeException why) {
        List<Told> whole = failed.story();
        AtomicReference<String> text = new AtomicReference<>(failed + failed.plain(why.toString()));
        List<Told> least = Shrinker.shrink(
                whole,
                part -> {
                    Simulation simulation = begin(seed);
                    try {
                        simulation.retell(part, whole);
                        return false;
                    } catch (RuntimeException e) {
                        text.set(simulation + simulation.plain(e.toString()));
                        return true;
                    }
                },
                TRIES);
        return """
                The ledger and the model disagree after %d of %d steps. Repeat with \
                -Dpaddock.simulation.seed=%d -Dpaddock.simulation.stories=1 -Dpaddock.simulation.steps=%d. The least \
                of the story that does:

                %s
                """.formatted(least.size(), whole.size(), seed, steps, text.get());
    }
}
