package dev.paddock.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.model.finding.Severity;
import dev.paddock.model.run.RunView.Issue;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTableTest {

    private static final Terminal PIPE = new Terminal(false, false, true, 80);
    private static final Terminal NARROW = new Terminal(true, true, false, 60);
    private static final Terminal COLOURED = new Terminal(true, true, true, 120);

    @Test
    void theGravestComesFirstThenByPlace() {
        var lines = new FindingsTable(PIPE)
                .lines(List.of(
                        issue(Severity.INFO, "a.java", 1, "x"),
                        issue(Severity.ERROR, "b.java", 9, "y"),
                        issue(Severity.ERROR, "b.java", 2, "z"),
                        issue(Severity.WARNING, "a.java", 0, "w")));

        assertThat(lines)
                .containsExactly(
                        "SEVERITY  WHERE     RULE  MESSAGE",
                        "error     b.java:2  Rule  z",
                        "error     b.java:9  Rule  y",
                        "warning   a.java    Rule  w",
                        "info      a.java:1  Rule  x");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        String path = "src/main/java/org/example/a/very/long/path/日本/ThatNobodyCanRead.java";
        var lines = new FindingsTable(NARROW)
                .lines(List.of(new Issue(
                        "1",
                        Severity.WARNING,
                        "ARuleWithQuiteALongNameIndeed",
                        path,
                        1234,
                        "a message of several words, and theOneThatIsTooLongToFitAnywhere",
                        null,
                        null)));

        assertThat(lines).allSatisfy(line -> assertThat(Printable.width(line)).isLessThanOrEqualTo(60));
        assertThat(lines.get(1)).contains("ThatNobodyCanRead.java:1234").contains("…");
        assertThat(String.join("", lines).replaceAll("\\s+", "")).contains("theOneThatIsTooLongToFitAnywhere");
    }

    @Test
    void hostileTextIsSpelledOut() {
        var lines = new FindingsTable(COLOURED)
                .lines(List.of(issue(Severity.ERROR, "\u001b[31mevil\n.java", 1, "clear\u001b[2J")));

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1))
                .startsWith("\u001b[31merror   \u001b[0m")
                .contains("\\x1b[31mevil\\x0a.java:1")
                .endsWith("clear\\x1b[2J");
    }

    @Test
    void coloursAreForTerminalsOnly() {
        assertThat(String.join("", new FindingsTable(PIPE).lines(List.of(issue(Severity.ERROR, "a", 1, "m")))))
                .doesNotContain("\u001b");
    }

    private static Issue issue(Severity severity, String file, int line, String message) {
        return new Issue("1", severity, "Rule", file, line, message, null, null);
    }
}
