package dev.paddock.reviewer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingLimitTest {

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final Journal journal = new Journal(new PrintStream(log, true, StandardCharsets.UTF_8));

    @Test
    void aReportWithinTheLimitStaysAsItIs() {
        List<FileReview> files = List.of(file(FindingLimit.MAX_FINDINGS - 1, Severity.INFO), file(1, Severity.ERROR));

        assertThat(FindingLimit.apply(files, journal)).isEqualTo(files);
        assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void theLeastGraveGoFirst() {
        var mixed = new ArrayList<>(findings(FindingLimit.MAX_FINDINGS, Severity.INFO));
        mixed.addAll(findings(5, Severity.WARNING));
        mixed.addAll(findings(3, Severity.ERROR));

        List<FileReview> kept = FindingLimit.apply(List.of(file(mixed)), journal);

        assertThat(kept.getFirst().comments()).hasSize(8).noneMatch(f -> f.severity() == Severity.INFO);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("10000 of the less grave findings");
    }

    @Test
    void tooManyErrorsAreCut() {
        List<FileReview> kept = FindingLimit.apply(
                List.of(file(FindingLimit.MAX_FINDINGS - 1, Severity.ERROR), file(9, Severity.ERROR)), journal);

        assertThat(kept).extracting(f -> f.comments().size()).containsExactly(FindingLimit.MAX_FINDINGS - 1, 1);
    }

    private static FileReview file(int count, Severity severity) {
        return file(findings(count, severity));
    }

    private static FileReview file(List<Finding> findings) {
        return new FileReview("A.java", ReviewedStatus.REVIEWED, findings, null);
    }

    private static List<Finding> findings(int count, Severity severity) {
        return Collections.nCopies(count, new Finding(1, null, severity, "Rule", "message", null, null));
    }
}
