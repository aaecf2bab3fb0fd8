package dev.paddock.standalone.terminal;

import dev.paddock.standalone.terminal.Terminal.Colour;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows under titles, aligned. On a terminal no line is wider than it: columns that a person can do without are left
/// out, then the widest are cut. The first one stays as it is: a person copies from it.
public final class Table {

    private static final String GAP = "  ";

    /// Less says nothing.
    private static final int LEAST = 6;

    private final List<String> titles;
    private final List<List<Cell>> rows = new ArrayList<>();
    private List<String> dispensable = List.of();

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

    public Table(String... titles) {
        this.titles = List.of(titles);
    }

    /// Which columns are left out where there is no room, in this order.
    public Table without(String... columns) {
        dispensable = List.of(columns);
        return this;
    }

    /// Adds a row with a cell for each column.
    public void row(Cell... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + titles.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /// The titles, then the rows.
    public List<String> lines(Terminal terminal) {
        var shown = new LinkedHashMap<Integer, Integer>();
        for (int column = 0; column < titles.size(); column++) {
            shown.put(column, widest(column));
        }
        if (terminal.outIsTerminal()) {
            leaveOut(shown, terminal.columns());
            cut(shown, terminal.columns());
        }
        var lines = new ArrayList<String>();
        lines.add(line(titles.stream().map(Cell::of).toList(), shown, terminal));
        rows.forEach(row -> lines.add(line(row, shown, terminal)));
        return List.copyOf(lines);
    }

    private int widest(int column) {
        int widest = Printable.width(titles.get(column));
        for (List<Cell> row : rows) {
            widest = Math.max(widest, Printable.width(row.get(column).text()));
        }
        return widest;
    }

    private void leaveOut(Map<Integer, Integer> shown, int room) {
        for (String title : dispensable) {
            if (taken(shown) > room) {
                shown.remove(titles.indexOf(title));
            }
        }
    }

    private static void cut(Map<Integer, Integer> shown, int room) {
        for (int over = taken(shown) - room; over > 0; over--) {
            var widest = shown.entrySet().stream()
                    .filter(column -> column.getKey() > 0 && column.getValue() > LEAST)
                    .max(Map.Entry.comparingByValue());
            if (widest.isEmpty()) {
                return;
            }
            shown.merge(widest.get().getKey(), -1, Integer::sum);
        }
    }

    private static int taken(Map<Integer, Integer> shown) {
        return shown.values().stream().mapToInt(Integer::intValue).sum() + GAP.length() * (shown.size() - 1);
    }

    private static String line(List<Cell> cells, Map<Integer, Integer> shown, Terminal terminal) {
        var line = new StringBuilder();
        String space = "";
        for (var column : shown.entrySet()) {
            Cell cell = cells.get(column.getKey());
            String text = Wrap.startOf(cell.text(), column.getValue());
            line.append(space).append(terminal.coloured(cell.colour(), text));
            space = " ".repeat(column.getValue() - Printable.width(text)) + GAP;
        }
        return line.toString();
    }
}
