package dev.paddock.proving.drill;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.process.KillReplica;
import dev.paddock.proving.drill.fault.process.KillRunner;
import dev.paddock.proving.drill.fault.process.PauseRunner;
import java.util.List;

/// The drill's table, from top to bottom.
public final class Faults {

    private Faults() {}

    public static List<Fault> all() {
        return List.of(new KillReplica(), new KillRunner(), new PauseRunner());
    }
}
