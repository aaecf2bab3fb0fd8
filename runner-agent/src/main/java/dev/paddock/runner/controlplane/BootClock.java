package dev.paddock.runner.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Milliseconds since the machine booted. It never jumps, and it goes on while the machine is suspended: a runner that
/// wakes up sees that its leases are over.
public final class BootClock {

    private final LongSupplier millis;

    /// For tests.
    public BootClock(LongSupplier millis) {
        this.millis = millis;
    }

    /// The machine's own. Where there is no `/proc/uptime` it does not count suspend.
    public static BootClock system() {
        Path uptime = Path.of("/proc/uptime");
        return new BootClock(Files.isReadable(uptime) ? new Uptime(uptime) : BootClock::sinceSomeStart);
    }

    /// Only differences between two readings mean anything.
    public long millis() {
        return millis.getAsLong();
    }

    private static long sinceSomeStart() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /// CLOCK_BOOTTIME as the kernel prints it, in hundredths of a second.
    private static final class Uptime implements LongSupplier {

        private final Path file;
        private volatile long ahead;

        Uptime(Path file) {
            this.file = file;
        }

        @Override
        public long getAsLong() {
            try {
                String text = Files.readString(file);
                long now = Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000);
                ahead = now - sinceSomeStart();
                return now;
            } catch (IOException e) {
                // Out of file handles, say. A fence that cannot read the time must still fall.
                return sinceSomeStart() + ahead;
            }
        }
    }
}
