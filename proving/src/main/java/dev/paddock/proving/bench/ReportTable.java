package dev.paddock.proving.bench;

import dev.paddock.proving.bench.gauge.CpuTime;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A report for people, within 100 columns.
final class ReportTable {

    private static final String WIDE = "%-38s %17s   %8s %8s %8s %8s%n";

    /// The last column is a list.
    private static final String PICKUP = "%-34s %8s %8s %6s  %s";

    private final PrintStream out;

    ReportTable(PrintStream out) {
        this.out = out;
    }

    void print(Report report) {
        conditions(report.conditions());
        rates(report);
        reads(report.reads());
        reports(report.reportMs());
        uploads(report.uploads());
        kept(report);
        pickups(report);
        heartbeats(report);
        growth(report.growth());
        followers(report.followers());
        replicas(report.replicas());
    }

    private void conditions(Report.Conditions of) {
        line(
                "Paddock on %d cores, %,d MB, load %.1f before; %s",
                of.cores(), of.memoryMb(), of.loadBefore(), of.system());
        line("%s", of.jvm());
        line("PostgreSQL %s (fsync on), Kafka %s (acks=all), all on this machine", of.postgresql(), of.kafka());
        line(
                "%d runners, %d REST clients, %,d runs and %.0f s a measurement at most; %s, took %.0f s",
                of.runners(), of.submitters(), of.runs(), of.limitS(), of.startedAt(), of.tookS());
    }

    private void rates(Report report) {
        if (report.cpuCores().isEmpty()) {
            return;
        }
        line("");
        row("", "", "cores:", "", "", "");
        row("speed", "per second", "server", "database", "Kafka", "client");
        rate(report, "submit over HTTP", "submit", report.submitPerS());
        rate(report, "intake from Kafka", "intake", report.intakePerS());
        rate(report, "claim + result", "claim_result", report.claimResultPerS());
        rate(report, "lifecycle", "lifecycle", report.lifecyclePerS());
    }

    private void rate(Report report, String label, String name, @Nullable Double perSecond) {
        CpuTime cpu = report.cpuCores().get(name);
        if (perSecond != null && cpu != null) {
            row(
                    label,
                    number("%,.0f", perSecond),
                    number("%.2f", cpu.controlPlane()),
                    number("%.2f", cpu.database()),
                    number("%.2f", cpu.kafka()),
                    number("%.2f", cpu.client()));
        }
    }

    private void reads(Report.@Nullable Reads of) {
        if (of != null) {
            line("");
            row("one run, read by every REST client", "per second", "", "", "", "");
            row("over HTTP, with a key", number("%,.0f", of.readPerS()), "", "", "", "");
            row("its row, over HTTP, bare", number("%,.0f", of.bareReadPerS()), "", "", "", "");
            row("the first of the second", number("%.2f", of.readOfBare()), "", "", "", "");
            row("its row, straight from the ledger", number("%,.0f", of.rowPerS()), "", "", "", "");
        }
    }

    private void reports(Report.@Nullable Reports of) {
        if (of != null) {
            line("");
            line(PICKUP, "reports with 40 screenshots", "p50 ms", "p99 ms", "count", "");
            line(
                    PICKUP,
                    "20 MiB each",
                    number("%.0f", of.p50()),
                    number("%.0f", of.p99()),
                    Integer.toString(of.count()),
                    "");
        }
    }

    private void uploads(Report.@Nullable Uploads of) {
        if (of != null) {
            line("");
            row("%,d MB to the disk".formatted(of.sizeMb()), "MB per second", "RSS MB", "", "", "");
            row("uploaded in one call", number("%,.0f", of.uploadMbPerS()), number("%.0f", of.rssMb()), "", "", "");
            row("uploaded in chunks", number("%,.0f", of.chunkedMbPerS()), "", "", "", "");
            row("written and synced", number("%,.0f", of.writeMbPerS()), "", "", "", "");
            row("the first of the second", number("%.2f", of.uploadOfWrite()), "", "", "", "");
        }
    }

    private void kept(Report report) {
        Report.Overview overview = report.overviewMs();
        if (overview != null) {
            line("");
            line(PICKUP, "overview", "p50 ms", "p99 ms", "count", "");
            line(
                    PICKUP,
                    "%,d builds".formatted(overview.builds()),
                    number("%.1f", overview.p50()),
                    number("%.1f", overview.p99()),
                    Integer.toString(overview.count()),
                    "");
        }
        Report.Retention retention = report.retention();
        if (retention != null) {
            line("");
            row("sweep of old builds", "builds per second", "MB", "", "", "");
            row(
                    "%,d with reports".formatted(retention.builds()),
                    number("%,.0f", retention.sweptPerS()),
                    number("%,.0f", retention.bytesFreed() / 1e6),
                    "",
                    "",
                    "");
            row("longest transaction, ms", number("%,.0f", retention.longestTransactionMs()), "", "", "", "");
        }
    }

    private void followers(Report.@Nullable Followers of) {
        if (of != null) {
            line("");
            row("followers of one log", "", "", "RSS MB", "", "");
            row("none", "", "", number("%.0f", of.rssBeforeMb()), "", "");
            row("%,d".formatted(of.followed()), "", "", number("%.0f", of.rssWhileMb()), "", "");
        }
    }

    private void pickups(Report report) {
        if (report.pickupMs() == null && report.pickupOtherReplicaMs() == null) {
            return;
        }
        line("");
        line(PICKUP, "idle pickup", "p50 ms", "p99 ms", "count", "woken by");
        pickup("submitted at the runner's replica", report.pickupMs());
        pickup("submitted at another replica", report.pickupOtherReplicaMs());
    }

    private void pickup(String label, Report.@Nullable Pickup of) {
        if (of != null) {
            line(
                    PICKUP,
                    label,
                    number("%.1f", of.p50()),
                    number("%.1f", of.p99()),
                    Integer.toString(of.count()),
                    woken(of.woken()));
        }
    }

    private static String woken(@Nullable Map<String, Long> woken) {
        return woken == null
                ? "-"
                : woken.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    private void heartbeats(Report report) {
        if (report.heartbeat() == null) {
            return;
        }
        line("");
        row("", "", "% of a core:", "", "", "");
        row("heartbeats every 15 s", "per second", "server", "idle", "database", "idle");
        for (Report.Heartbeat of : report.heartbeat()) {
            row(
                    "%,d runners".formatted(of.runners()),
                    number("%,.0f", of.beatsPerS()),
                    number("%.1f", of.controlPlaneCpuPercent()),
                    number("%.1f", of.controlPlaneIdleCpuPercent()),
                    number("%.1f", of.databaseCpuPercent()),
                    number("%.1f", of.databaseIdleCpuPercent()));
        }
    }

    private void growth(Report.@Nullable Growth growth) {
        if (growth == null) {
            return;
        }
        if (growth.queue() != null) {
            line("");
            row("queue", "claim + result/s", "", "", "", "");
            growth.queue()
                    .forEach(of -> row(
                            "%,d ready".formatted(of.queued()), number("%,.0f", of.claimResultPerS()), "", "", "", ""));
            row("longest against shortest", number("%.2f", growth.queueRatio()), "", "", "", "");
        }
        if (growth.pollers() != null) {
            line("");
            row("idle long polls", "claim + result/s", "server %", "RSS MB", "p50 ms", "p99 ms");
            growth.pollers()
                    .forEach(of -> row(
                            "%,d runners".formatted(of.runners()),
                            number("%,.0f", of.claimResultPerS()),
                            number("%.1f", of.controlPlaneCpuPercent()),
                            number("%.0f", of.controlPlaneRssMb()),
                            number("%.1f", of.pickupP50Ms()),
                            number("%.1f", of.pickupP99Ms())));
        }
    }

    private void replicas(Report.@Nullable Replicas of) {
        if (of != null) {
            line("");
            row("replicas on the same cores", "claim + result/s", "", "", "", "");
            row("1", number("%,.0f", of.onePerS()), "", "", "", "");
            row(Integer.toString(of.replicas()), number("%,.0f", of.allPerS()), "", "", "", "");
            row("ratio", number("%.2f", of.ratio()), "", "", "", "");
        }
    }

    private static String number(String format, @Nullable Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }

    private void row(Object... cells) {
        out.print(String.format(Locale.ROOT, WIDE, cells).stripTrailing() + "\n");
    }

    private void line(String format, Object... values) {
        out.print(String.format(Locale.ROOT, format, values).stripTrailing() + "\n");
    }
}
