package dev.paddock.controlplane.loop;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// A [Loop] for every [Chore].
@Singleton
class Chores {

    private final List<Chore> chores;
    private final List<Loop> loops = new ArrayList<>();

    Chores(@All List<Chore> chores) {
        this.chores = chores;
    }

    synchronized void start(@Observes StartupEvent event) {
        chores.forEach(chore -> loops.add(Loop.start(chore.name(), chore.pause(), chore.turn())));
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        loops.forEach(Loop::close);
    }
}
