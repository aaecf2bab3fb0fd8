package dev.paddock.proving.drill.stage;

import static java.util.Map.entry;

import java.time.Duration;
import java.util.Map;

/// How long everything takes: as in production, or a part of it.
///
/// @param divisor 1, or what a short drill divides by
/// @param slack what the machine gets beyond what the product takes; it is no faster in a short drill
public record Pace(int divisor, Duration slack) {

    /// What a short drill divides every duration by.
    public static final int SHORT = 10;

    private static final Duration SLACK = Duration.ofSeconds(5);

    /// A machine that is busy with nothing else has a run without work done in less.
    private static final Duration USUAL = Duration.ofMillis(500);

    /// As in production.
    public static Pace production() {
        return new Pace(1, SLACK);
    }

    /// A tenth of production's.
    public static Pace brief() {
        return new Pace(SHORT, SLACK);
    }

    /// The pace on a machine where a run without work was done in `measured`: one that is busy with other things too
    /// gets more slack, in proportion.
    public Pace on(Duration measured) {
        double times = Math.max(1, (double) measured.toMillis() / USUAL.toMillis());
        return new Pace(divisor, Duration.ofMillis(Math.round(SLACK.toMillis() * times)));
    }

    /// The part of `seconds` that this pace has.
    public Duration of(long seconds) {
        return Duration.ofSeconds(seconds).dividedBy(divisor);
    }

    public Duration lease() {
        return of(60);
    }

    public Duration heartbeat() {
        return of(15);
    }

    public Duration sweep() {
        return of(2);
    }

    /// After a silence of the ledger this long, nobody is to blame for a lease that ran out.
    public Duration outage() {
        return of(30);
    }

    /// From the heal of a fault to the end of the last run accepted before it.
    public Duration drained() {
        return lease().plus(sweep()).plus(slack);
    }

    /// From the death of a runner to its task running elsewhere, with a free runner.
    public Duration elsewhere() {
        return lease().plus(sweep()).plus(slack.minusSeconds(divisor == 1 ? 1 : 0));
    }

    /// The settings of a replica that keeps this pace; none when it is production's.
    public Map<String, String> settings() {
        return divisor == 1
                ? Map.of()
                : Map.ofEntries(
                        entry("PADDOCK_FLEET_LEASE", text(lease())),
                        entry("PADDOCK_FLEET_HEARTBEAT", text(heartbeat())),
                        entry("PADDOCK_FLEET_OFFLINE_AFTER", text(of(45))),
                        entry("PADDOCK_FLEET_POLL_WAIT", text(of(60))),
                        entry("PADDOCK_LEASE_SWEEP", text(sweep())),
                        entry("PADDOCK_LEASE_UNCONFIRMED", text(of(30))),
                        entry("PADDOCK_LEASE_DEADLINE_GRACE", text(of(60))),
                        entry("PADDOCK_LEASE_OUTAGE", text(outage())),
                        entry("PADDOCK_CLAIM_HAND_OUT_AGAIN", text(of(5))),
                        // It is over before a better compiler would pay.
                        entry("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1"));
    }

    @Override
    public String toString() {
        return "lease %.1f s, heartbeat %.1f s, sweep %.1f s%s"
                .formatted(
                        lease().toMillis() / 1000.0,
                        heartbeat().toMillis() / 1000.0,
                        sweep().toMillis() / 1000.0,
                        divisor == 1 ? " (production's)" : " (all durations divided by " + divisor + ")");
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }
}
