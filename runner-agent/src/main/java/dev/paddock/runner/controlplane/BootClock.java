package dev.paddock.runner.controlplane;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
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
        try {
            // It stays open: a clock is read with every call, and a file is found and opened for longer than it is
            // read.
            return new BootClock(new Uptime(new RandomAccessFile("/proc/uptime", "r")));
        } catch (FileNotFoundException e) {
            return new BootClock(BootClock::sinceSomeStart);
        }
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

        // Two numbers of seconds.
        private static final int LONGEST = 64;

        private final RandomAccessFile file;
        private final byte[] line = new byte[LONGEST];
        private long ahead;

        Uptime(RandomAccessFile file) {
            this.file = file;
        }

        @Override
        public synchronized long getAsLong() {
            try {
                file.seek(0);
                int length = file.read(line);
                String text = new String(line, 0, length, StandardCharsets.US_ASCII);
                long now = Math.round(Double.parseDouble(text.substring(0, text.indexOf(' '))) * 1000);
                ahead = now - sinceSomeStart();
                return now;
            } catch (IOException e) {
                // Not seen yet. A fence that cannot read the time must still fall.
                return sinceSomeStart() + ahead;
            }
        }
    }
}
