package dev.paddock.controlplane.export;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.Fingerprint;
import dev.paddock.model.finding.Severity;
import java.util.List;

/// One finding as GitLab's code quality report has it.
///
/// @param fingerprint what GitLab knows the finding by in another report
/// @param severity `info`, `minor`, `major`, `critical` or `blocker`
public record CodeQuality(
        String description,
        @JsonProperty("check_name") String checkName,
        String fingerprint,
        String severity,
        Location location) {

    /// A file and where in it.
    public record Location(String path, Lines lines) {}

    /// 1-based.
    public record Lines(int begin) {}

    static List<CodeQuality> of(List<FindingReader.Placed> findings) {
        Fingerprint fingerprints = new Fingerprint();
        return findings.stream().map(placed -> of(placed, fingerprints)).toList();
    }

    private static CodeQuality of(FindingReader.Placed placed, Fingerprint fingerprints) {
        Finding finding = placed.finding();
        String known = finding.fingerprint();
        return new CodeQuality(
                finding.message(),
                finding.type(),
                // Without the line's text the message has to tell findings apart.
                known == null ? fingerprints.of(finding.type(), placed.file(), finding.message()) : known,
                word(finding.severity()),
                // The format knows no finding about a whole file.
                new Location(placed.file(), new Lines(Math.max(1, finding.line()))));
    }

    private static String word(Severity severity) {
        return switch (severity) {
            case ERROR -> "critical";
            case WARNING -> "major";
            case INFO -> "info";
        };
    }
}
