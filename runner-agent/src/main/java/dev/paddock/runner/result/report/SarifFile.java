package dev.paddock.runner.result.report;

import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Sarif;
import dev.paddock.model.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A `*.sarif` file: SARIF 2.1.0 of any tool.
public final class SarifFile {

    private SarifFile() {}

    /// Reads it; throws when it is not what it should be. A tool's own complaints go to `warnings`.
    public static Report read(OutFiles out, String name, Consumer<String> warnings) throws BrokenReport {
        Sarif sarif = out.read(name, Sarif.class);
        String shown = Texts.quoted(name);
        if (!Sarif.VERSION.equals(sarif.version())) {
            throw new BrokenReport(
                    shown,
                    "is not SARIF %s but %s"
                            .formatted(
                                    Sarif.VERSION,
                                    sarif.version() == null ? "without a version" : Texts.quoted(sarif.version())));
        }
        if (sarif.runs().isEmpty()) {
            throw new BrokenReport(shown, "holds no run of any tool");
        }
        List<Report.Placed> findings = new ArrayList<>();
        ReviewedStatus others = ReviewedStatus.REVIEWED;
        for (Sarif.Run run : sarif.runs()) {
            Optional<String> failure = failure(run);
            if (failure.isPresent()) {
                others = ReviewedStatus.FAILED;
                warnings.accept("%s says that its tool could not do all its work: %s".formatted(shown, failure.get()));
            }
            var rules = new SarifRules(run);
            run.results().stream()
                    .map(result -> placed(run, rules, result))
                    .forEach(found -> found.ifPresent(findings::add));
        }
        return new Report(findings, List.of(), others, 0);
    }

    private static Optional<String> failure(Sarif.Run run) {
        return run.invocations().stream()
                .filter(invocation -> Boolean.FALSE.equals(invocation.executionSuccessful()))
                .findFirst()
                .map(invocation -> invocation.toolExecutionNotifications().stream()
                        .map(Sarif.Notification::message)
                        .map(message -> message == null ? null : message.text())
                        .flatMap(Stream::ofNullable)
                        .findFirst()
                        .map(Texts::quoted)
                        .orElse("it does not say why"));
    }

    private static Optional<Report.Placed> placed(Sarif.Run run, SarifRules rules, Sarif.Result result) {
        SarifRules.Described rule = rules.of(result);
        Optional<Severity> severity = severity(result, rule);
        if (severity.isEmpty() || isSuppressed(result) || "absent".equals(result.baselineState())) {
            return Optional.empty();
        }
        Sarif.PhysicalLocation location = result.locations().stream()
                .flatMap(one -> Stream.ofNullable(one.physicalLocation()))
                .findFirst()
                .orElse(new Sarif.PhysicalLocation(null, null));
        int line = first(location.region());
        int last = last(location.region(), line);
        Severity known = severity.get();
        return Optional.of(new Report.Placed(
                () -> SarifPaths.of(run, location.artifactLocation()),
                known,
                line,
                last,
                () -> new Finding(
                        line,
                        last > line ? last : null,
                        known,
                        rule.id(),
                        rule.message(result),
                        suggestion(result, rule),
                        fingerprint(result))));
    }

    // Only a failed check has a level of its own accord (3.27.10 of the standard).
    private static Optional<Severity> severity(Sarif.Result result, SarifRules.Described rule) {
        String level = result.level();
        if (level == null) {
            boolean fails = result.kind() == null || result.kind().equals("fail");
            level = fails ? rule.level() : "none";
        }
        return switch (level) {
            case "error" -> Optional.of(Severity.ERROR);
            case "note" -> Optional.of(Severity.INFO);
            case "none" -> Optional.empty();
            default -> Optional.of(Severity.WARNING);
        };
    }

    // Counts when every decision about it was accepted (3.27.23).
    private static boolean isSuppressed(Sarif.Result result) {
        return !result.suppressions().isEmpty()
                && result.suppressions().stream()
                        .allMatch(one -> one.status() == null || one.status().equals("accepted"));
    }

    private static int first(Sarif.@Nullable Region region) {
        return region == null || region.startLine() == null ? 0 : Math.max(0, region.startLine());
    }

    // A region that ends before the first column of a line does not reach it.
    private static int last(Sarif.@Nullable Region region, int first) {
        if (region == null || region.endLine() == null || first == 0) {
            return first;
        }
        boolean open = region.endColumn() != null && region.endColumn() == 1;
        return Math.max(first, open ? region.endLine() - 1 : region.endLine());
    }

    private static @Nullable String suggestion(Sarif.Result result, SarifRules.Described rule) {
        return result.fixes().stream()
                .flatMap(fix -> Stream.ofNullable(fix.description()))
                .flatMap(description -> rule.text(description).stream())
                .findFirst()
                .orElse(null);
    }

    // Whole fingerprints only: partial ones may be the same for two findings.
    private static @Nullable String fingerprint(Sarif.Result result) {
        return result.fingerprints().keySet().stream()
                .sorted()
                .map(result.fingerprints()::get)
                .findFirst()
                .orElse(null);
    }
}
