package dev.paddock.runner.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.FileReview;
import dev.paddock.model.finding.Finding;
import dev.paddock.model.finding.ReviewedStatus;
import dev.paddock.model.finding.Severity;
import dev.paddock.runner.fake.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultSizeTest {

    @Test
    void whatFitsStaysAsItIs() {
        List<FileReview> files = List.of(file("a", finding(Severity.INFO, 1)));

        assertThat(new ResultSize(Json.MAPPER, 1000).fit(files)).isSameAs(files);
    }

    @Test
    void theGravestFindingsStayAndSoDoesEveryFile() {
        FileReview mild = file("a", finding(Severity.INFO, 1), finding(Severity.WARNING, 2));
        FileReview grave = file("b", finding(Severity.ERROR, 3), finding(Severity.ERROR, 3));

        List<FileReview> fitting = new ResultSize(Json.MAPPER, 420).fit(List.of(mild, grave));

        assertThat(fitting).containsExactly(file("a"), grave);
        assertThat(TaskReport.count(fitting)).isEqualTo(2);
    }

    private static FileReview file(String path, Finding... findings) {
        return new FileReview(path, ReviewedStatus.REVIEWED, List.of(findings), null);
    }

    private static Finding finding(Severity severity, int line) {
        return new Finding(line, null, severity, "Rule", "m".repeat(80), null, null);
    }
}
