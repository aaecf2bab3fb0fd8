package dev.paddock.standalone.terminal;

import dev.paddock.standalone.terminal.Terminal.Colour;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Rows under titles, aligned. On a terminal no line is wider than it: the widest columns are cut first, and those
/// that a person copies from are not.
public final class Table {

    private static final String GAP = "  ";

    /// Less says nothing.
    private static final int LEAST = 6;

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// @param whole never cut
    public record Column(String title, boolean whole) {}

    /// What stands in a row, fit to print.
    public record Cell(String text, Colour colour) {

        public Cell {
            text = text.isEmpty() ? "-" : Printable.of(text);
        }

        /// In no colour.
        public static Cell of(String text) {
            return new Cell(text, Colour.PLAIN);
        }
    }

    /// The first column is never cut: it holds what the row is called by.
    public Table(String first, String... others) {
        var all = new ArrayList<Column>();
        all.add(new Column(first, true));
        for (String title : others) {
            all.add(new Column(title, false));
        }
        columns = List.copyOf(all);
    }

    /// Adds a row with a cell for each column.
    public void row(Cell... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The titles, then the rows.
    public List<String> lines(Terminal terminal) {
        List<Integer> widths = widths(terminal);
        var lines = new ArrayList<String>();
        lines.add(
                line(columns.stream().map(column -> Cell.of(column.title())).toList(), widths, terminal));
        rows.forEach(row -> lines.add(line(row, widths, terminal)));
        return List.copyOf(lines);
    }

    private List<Integer> widths(Terminal terminal) {
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < columns.size(); column++) {
            int widest = Printable.width(columns.get(column).title());
            for (List<Cell> row : rows) {
                widest = Math.max(widest, Printable.width(row.get(column).text()));
            }
            widths.add(widest);
        }
        if (terminal.outIsTerminal()) {
            cut(widths, terminal.columns());
        }
        return widths;
    }

    private void cut(List<Integer> widths, int room) {
        int gaps = GAP.length() * (widths.size() - 1);
        int over = widths.stream().mapToInt(Integer::intValue).sum() + gaps - room;
        while (over > 0) {
            int widest = Collections.max(cuttable(widths));
            if (widest <= LEAST) {
                return;
            }
            // The last of the widest: what stands further left matters more.
            for (int column = widths.size() - 1; column >= 0; column--) {
                if (widths.get(column) == widest && !columns.get(column).whole()) {
                    widths.set(column, widest - 1);
                    over--;
                    break;
                }
            }
        }
    }

    private List<Integer> cuttable(List<Integer> widths) {
        var cuttable = new ArrayList<Integer>();
        cuttable.add(0);
        for (int column = 0; column < widths.size(); column++) {
            if (!columns.get(column).whole()) {
                cuttable.add(widths.get(column));
            }
        }
        return cuttable;
    }

    private static String line(List<Cell> cells, List<Integer> widths, Terminal terminal) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            Cell cell = cells.get(column);
            String text = Wrap.startOf(cell.text(), widths.get(column));
            boolean last = column == cells.size() - 1;
            line.append(terminal.coloured(cell.colour(), text));
            line.append(last ? "" : " ".repeat(widths.get(column) - Printable.width(text)) + GAP);
        }
        return line.toString();
    }
}
