package dev.paddock.controlplane.boot;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Where time and chance come from, so that tests can bring their own.
class Sources {

    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        return RandomGenerator.of("L64X128MixRandom");
    }
}
