package dev.paddock.proving.drill;

import dev.paddock.proving.drill.fault.Fault;
import dev.paddock.proving.drill.fault.calls.CancelPhases;
import dev.paddock.proving.drill.fault.calls.ManyTasks;
import dev.paddock.proving.drill.fault.calls.OneKey;
import dev.paddock.proving.drill.fault.ledger.DiskFull;
import dev.paddock.proving.drill.fault.ledger.LedgerAway;
import dev.paddock.proving.drill.fault.ledger.LedgerDiskFull;
import dev.paddock.proving.drill.fault.ledger.LedgerRestart;
import dev.paddock.proving.drill.fault.ledger.WrongClocks;
import dev.paddock.proving.drill.fault.network.KafkaAway;
import dev.paddock.proving.drill.fault.network.Partition;
import dev.paddock.proving.drill.fault.network.PoisonRecord;
import dev.paddock.proving.drill.fault.process.KillReplica;
import dev.paddock.proving.drill.fault.process.KillRunner;
import dev.paddock.proving.drill.fault.process.PauseRunner;
import dev.paddock.proving.drill.fault.process.RollingRestart;
import java.util.List;

/// The drill's table, from top to bottom.
public final class Faults {

    private Faults() {}

    public static List<Fault> all() {
        return List.of(
                new KillReplica(),
                new KillRunner(),
                new PauseRunner(),
                new Partition(),
                new KafkaAway(),
                new LedgerRestart(),
                new CancelPhases(),
                new OneKey(),
                new ManyTasks(),
                new RollingRestart(),
                new DiskFull(),
                new LedgerDiskFull(),
                new PoisonRecord(),
                new LedgerAway(),
                new WrongClocks());
    }
}
