package dev.paddock.proving.bench.gauge;

/// How fast something went.
///
/// @param count how often it happened within `seconds`
/// @param cpu processors kept busy meanwhile
public record Rate(long count, double seconds, CpuTime cpu) {

    public double perSecond() {
        return count / seconds;
    }

    /// Both together, as if the second had followed the first at once.
    public Rate plus(Rate other) {
        double all = seconds + other.seconds;
        return new Rate(
                count + other.count,
                all,
                new CpuTime(
                        mean(cpu.controlPlane(), other.cpu.controlPlane(), other),
                        mean(cpu.database(), other.cpu.database(), other),
                        mean(cpu.kafka(), other.cpu.kafka(), other),
                        mean(cpu.client(), other.cpu.client(), other)));
    }

    private double mean(double mine, double others, Rate other) {
        return (mine * seconds + others * other.seconds) / (seconds + other.seconds);
    }
}
