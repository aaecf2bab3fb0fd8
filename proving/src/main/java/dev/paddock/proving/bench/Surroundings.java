package dev.paddock.proving.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.common.utils.AppInfoParser;

/// The machine, as it was before it was put to work.
record Surroundings(BenchPlan plan, Instant startedAt, long startedNanos, double load) {

    static Surroundings before(BenchPlan plan) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Surroundings(plan, Instant.now().truncatedTo(ChronoUnit.SECONDS), System.nanoTime(), load);
    }

    /// Everything that a figure means nothing without.
    Report.Conditions conditions(String postgresql) {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Report.Conditions(
                startedAt.toString(),
                (System.nanoTime() - startedNanos) / 1e9,
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize() >> 20,
                load,
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                postgresql,
                AppInfoParser.getVersion(),
                plan.runners(),
                BenchPlan.SUBMITTERS,
                plan.runs(),
                plan.replicas(),
                plan.limit().toMillis() / 1000.0);
    }
}
