package dev.paddock.reviewer.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.Finding;
import dev.paddock.reviewer.source.SourceText;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictMarkersTest {

    private static final String OURS = "<".repeat(7) + " HEAD\n";
    private static final String BETWEEN = "=".repeat(7) + "\n";
    private static final String THEIRS = ">".repeat(7) + " topic\n";

    @Test
    void aConflictIsFoundFromItsFirstLineToItsLast() {
        assertThat(find("a\n" + OURS + "b\n" + BETWEEN + "c\n" + THEIRS + "d\n"))
                .singleElement()
                .matches(f -> f.line() == 2 && Integer.valueOf(6).equals(f.endLine()))
                .matches(f -> f.type().equals("merge-conflict"));
    }

    @Test
    void eachConflictIsOneFinding() {
        String conflict = OURS + "b\n" + "|".repeat(7) + " base\nx\n" + BETWEEN + "c\n" + THEIRS;

        assertThat(find(conflict + conflict.replace("\n", "\r\n"))).hasSize(2);
    }

    @Test
    void anUnderlineIsNone() {
        assertThat(find("Title\n" + BETWEEN + "text\n" + BETWEEN)).isEmpty();
    }

    @Test
    void markersOutOfOrderAreNone() {
        assertThat(find(THEIRS + BETWEEN + OURS)).isEmpty();
        assertThat(find(OURS + THEIRS + BETWEEN)).isEmpty();
    }

    private static List<Finding> find(String text) {
        return ConflictMarkers.in(SourceText.of("a.md", text));
    }
}
