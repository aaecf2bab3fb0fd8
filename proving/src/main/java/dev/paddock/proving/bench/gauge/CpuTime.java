package dev.paddock.proving.bench.gauge;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.paddock.proving.site.Replica;
import dev.paddock.proving.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Processor time that each part of a site has used up to now, in seconds; zeros where there is no `/proc`.
///
/// @param controlPlane all replicas together
/// @param database the postmaster and all its sessions, those that have ended included
/// @param client this process: what measures
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CpuTime(double controlPlane, double database, double kafka, double client) {

    /// Linux counts in hundredths on every platform that Java runs on.
    private static final double TICKS_PER_SECOND = 100;

    // Fields of /proc/PID/stat after the command's closing parenthesis, counted from 0.
    private static final int OWN_USER = 11;
    private static final int ENDED_CHILDREN_USER = 13;

    /// What has been used until now.
    public static CpuTime of(Site site) {
        double controlPlane = site.replicas().stream()
                .map(Replica::program)
                .filter(program -> program.isAlive())
                .mapToDouble(program -> own(program.pid()))
                .sum();
        return new CpuTime(
                controlPlane,
                family(site.database().pid()),
                own(site.broker().program().pid()),
                own(ProcessHandle.current().pid()));
    }

    /// Processors kept busy between `earlier` and this, `seconds` later: 1.0 is one core.
    public CpuTime per(double seconds, CpuTime earlier) {
        return new CpuTime(
                (controlPlane - earlier.controlPlane) / seconds,
                (database - earlier.database) / seconds,
                (kafka - earlier.kafka) / seconds,
                (client - earlier.client) / seconds);
    }

    private static double family(long pid) {
        var children = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children);
        return ticks(pid, OWN_USER)
                + ticks(pid, ENDED_CHILDREN_USER)
                + children.mapToDouble(child -> own(child.pid())).sum();
    }

    private static double own(long pid) {
        return ticks(pid, OWN_USER);
    }

    /// User and system time, which stand side by side.
    private static double ticks(long pid, int field) {
        return stat(pid)
                .map(text -> text.substring(text.lastIndexOf(')') + 2).split(" ", -1))
                .map(fields -> (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS_PER_SECOND)
                .orElse(0.0);
    }

    private static Optional<String> stat(long pid) {
        try {
            return Optional.of(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException e) {
            // It has ended, or this is no Linux.
            return Optional.empty();
        }
    }

    /// Memory of all replicas that is in RAM, in MB; 0 where there is no `/proc`.
    public static double controlPlaneRssMb(Site site) {
        return site.replicas().stream()
                .filter(replica -> replica.program().isAlive())
                .mapToDouble(replica -> rssMb(replica.program().pid()))
                .sum();
    }

    private static double rssMb(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / 1024.0;
        } catch (IOException e) {
            return 0;
        }
    }
}
