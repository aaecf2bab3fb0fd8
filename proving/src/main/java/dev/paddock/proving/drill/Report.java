package dev.paddock.proving.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintStream;
import java.util.List;

/// What a drill found.
///
/// @param seed repeats the drill
/// @param pace how long everything took
/// @param containers where agents ran reviewers
/// @param runs that were accepted
/// @param repeatedEvents records that came twice on the topic, as they may
public record Report(
        long seed,
        String pace,
        String containers,
        int runs,
        int repeatedEvents,
        double seconds,
        boolean held,
        List<Row.Line> faults) {

    private static final String LINE = "%-18s %5s %6s %8s %10s  %s%n";

    /// A table for people.
    public void print(PrintStream out) {
        out.printf(LINE, "fault", "tries", "lost", "doubled", "slowest, s", "verdict");
        for (Row.Line row : faults) {
            String verdict = row.verdict() + (row.notTried() == null ? "" : ": " + row.notTried());
            out.printf(
                    LINE, row.fault(), row.tries(), row.lost(), row.doubled(), row.slowestRecoverySeconds(), verdict);
        }
        out.printf(
                "%n%d runs in %.0f s; %d events came twice, as they may. Reviews ran in %s. Seed %d.%n",
                runs, seconds, repeatedEvents, containers.equals("docker") ? "containers" : "processes", seed);
        for (Row.Line row : faults) {
            row.violations()
                    .forEach(violation -> out.printf(
                            "%n%s: %s (%s)%n    %s%n",
                            row.fault(),
                            violation.invariant(),
                            violation.invariant().sentence(),
                            violation.sentence()));
        }
    }

    /// One object.
    public String json() {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report of numbers and texts", e);
        }
    }
}
