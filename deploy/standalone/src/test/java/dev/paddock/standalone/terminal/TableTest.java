package dev.paddock.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.standalone.terminal.Table.Cell;
import dev.paddock.standalone.terminal.Terminal.Colour;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final Terminal PIPE = new Terminal(false, false, true, 40);
    private static final Terminal COLOURED = new Terminal(true, true, true, 100);

    @Test
    void columnsAreAlignedAndWhatIsUnknownIsADash() {
        assertThat(table().lines(PIPE))
                .containsExactly(
                        "RUN     STATUS   REPOSITORY                  PR",
                        "run_01  success  owner/a-rather-long-name    #12",
                        "run_02  queued   日本/x                      -");
    }

    @Test
    void onATerminalNoLineIsWiderThanItAndTheFirstColumnIsWhole() {
        assertThat(table().lines(new Terminal(true, true, false, 40)))
                .containsExactly(
                        "RUN     STATUS   REPOSITORY          PR",
                        "run_01  success  owner/a-rather-lo…  #12",
                        "run_02  queued   日本/x              -");
    }

    @Test
    void whatAPersonCanDoWithoutGoesFirst() {
        assertThat(table().without("REPOSITORY", "PR").lines(new Terminal(true, true, false, 40)))
                .containsExactly("RUN     STATUS   PR", "run_01  success  #12", "run_02  queued   -");
    }

    @Test
    void coloursDoNotMoveColumns() {
        assertThat(table().lines(COLOURED).get(1))
                .isEqualTo("run_01  \u001b[32msuccess\u001b[0m  owner/a-rather-long-name    #12");
        assertThat(String.join("", table().lines(new Terminal(true, true, false, 100))))
                .doesNotContain("\u001b");
    }

    @Test
    void hostileTextIsSpelledOut() {
        var table = new Table("A", "B");
        table.row(Cell.of("\u001b]0;owned\u0007"), Cell.of("x\ny"));

        assertThat(table.lines(COLOURED)).hasSize(2).last().isEqualTo("\\x1b]0;owned\\x07  x\\x0ay");
    }

    @Test
    void jsonForATerminalHoldsNothingThatItObeys() {
        assertThat(Printable.json("{\"a\": \"\u009b1m\u202e\udb40\udc01é\"\n}"))
                .isEqualTo("{\"a\": \"\\u009b1m\\u202e\\udb40\\udc01é\"\n}");
    }

    private static Table table() {
        var table = new Table("RUN", "STATUS", "REPOSITORY", "PR");
        table.row(
                Cell.of("run_01"),
                new Cell("success", Colour.GOOD),
                Cell.of("owner/a-rather-long-name  "),
                Cell.of("#12"));
        table.row(Cell.of("run_02"), Cell.of("queued"), Cell.of("日本/x"), Cell.of(""));
        return table;
    }
}
