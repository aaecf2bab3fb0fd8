package dev.paddock.controlplane.simulation;

import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Random;
import java.util.random.RandomGenerator;

/// Chance as the simulation's seed has it. Never none at all, so that what is held is known to be held.
@Alternative
@Singleton
public class ChosenDelays implements RandomGenerator {

    private final Random random = new Random();

    void seed(long seed) {
        random.setSeed(seed);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nextLong(long bound) {
        return 1 + random.nextLong(bound - 1);
    }
}
