package dev.paddock.proving.drill.stage;

import java.time.Duration;

/// Waiting for what happens elsewhere.
public final class Wait {

    private static final Duration LOOK = Duration.ofMillis(50);

    private Wait() {}

    /// What is waited for.
    public interface Condition {
        boolean holds() throws Exception;
    }

    /// Looks until it holds; false when it does not within `limit`. What it throws counts as "not yet".
    public static boolean until(Duration limit, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                if (condition.holds()) {
                    return true;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("it could not even be looked at: " + e, e);
                }
            }
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK);
        }
    }

    /// Since `nanos`.
    public static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
