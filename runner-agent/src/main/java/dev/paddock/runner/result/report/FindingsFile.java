package dev.paddock.runner.result.report;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewReport;
import dev.paddock.model.finding.ReviewedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `findings.json`: a [ReviewReport]. Every member of a hostile one may be null, whatever the record says.
public final class FindingsFile {

    /// The file's name.
    public static final String NAME = "findings.json";

    private FindingsFile() {}

    /// Reads it; throws when it is not what it should be.
    public static Report read(OutFiles out) throws BrokenReport {
        ReviewReport read = out.read(NAME, ReviewReport.class);
        List<Report.Placed> findings = new ArrayList<>();
        List<Report.Judged> files = new ArrayList<>();
        for (int i = 0; i < read.files().size(); i++) {
            String place = "files[%d]".formatted(i);
            FileReview file = present(read.files().get(i), place);
            String path = present(file.path(), place + ".path");
            files.add(new Report.Judged(path, present(file.status(), place + ".status"), grade(file.rating())));
            for (int j = 0; j < file.comments().size(); j++) {
                Finding finding = checked(file.comments().get(j), "%s.comments[%d]".formatted(place, j));
                int line = Math.max(0, finding.line());
                int last = finding.endLine() == null ? line : Math.max(line, finding.endLine());
                findings.add(new Report.Placed(() -> List.of(path), finding.severity(), line, last, () -> finding));
            }
        }
        return new Report(findings, files, ReviewedStatus.SKIPPED, Math.max(0, read.linesAnalyzed()));
    }

    private static Finding checked(Finding finding, String place) throws BrokenReport {
        present(finding.severity(), place + ".severity");
        present(finding.type(), place + ".type");
        present(finding.message(), place + ".message");
        return finding;
    }

    private static <T> T present(@Nullable T value, String place) throws BrokenReport {
        if (value == null) {
            throw new BrokenReport(NAME, "has no " + place);
        }
        return Objects.requireNonNull(value);
    }

    private static @Nullable String grade(@Nullable String rating) {
        return rating != null && rating.matches("[A-DF]") ? rating : null;
    }
}
