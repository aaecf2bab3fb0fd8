package dev.paddock.runner.boot;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many tasks a container is large enough for.
final class AutoSlots {

    /// What a reviewer may use where the server does not say otherwise.
    private static final int PROCESSORS = 2;

    private static final long MEMORY_MIB = 1024;

    /// For the agent itself and the child that fetches.
    private static final long OWN_MIB = 512;

    private AutoSlots() {}

    /// Of the container that this process runs in, by its limits, or of the whole machine where there are none. The
    /// JVM reads both from the control group.
    static int ofThisContainer(int most) {
        long bytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return of(Runtime.getRuntime().availableProcessors(), bytes >> 20, most);
    }

    /// One for each two processors and each 1024 MiB beyond the first 512, whichever are fewer; at least 1, at most
    /// `most`.
    static int of(int processors, long memoryMib, int most) {
        long slots = Math.min(processors / PROCESSORS, (memoryMib - OWN_MIB) / MEMORY_MIB);
        return (int) Math.clamp(slots, 1, most);
    }
}
