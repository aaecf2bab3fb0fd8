package dev.paddock.standalone.terminal;

import dev.paddock.model.run.RunView.Issue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The findings of a run for a person to read: severity, place, rule and message, gravest first.
public final class FindingsTable {

    private static final Comparator<Issue> GRAVEST_FIRST =
            Comparator.comparing(Issue::severity).thenComparing(Issue::file).thenComparingInt(Issue::line);

    private static final String GAP = "  ";
    private static final int SEVERITY_WIDTH = "SEVERITY".length();

    /// A narrower message is easier to read below its finding.
    private static final int LEAST_MESSAGE = 24;

    private static final int BELOW = 4;

    private final Terminal terminal;

    public FindingsTable(Terminal terminal) {
        this.terminal = terminal;
    }

    /// What a row shows, fit to print.
    private record Row(Issue issue, String place, String rule, String message) {

        static Row of(Issue issue) {
            String place = issue.line() > 0 ? issue.file() + ":" + issue.line() : issue.file();
            return new Row(issue, Printable.of(place), Printable.of(issue.type()), Printable.of(issue.message()));
        }
    }

    /// How wide each column is, and where the message stands.
    private record Columns(int place, int rule, boolean messageBelow) {

        int beforeMessage() {
            return messageBelow ? BELOW : SEVERITY_WIDTH + place + rule + 3 * GAP.length();
        }
    }

    /// The lines of the table, none without findings. On a terminal no line is wider than it, and where little room
    /// is left for the message it stands below; elsewhere a finding is one line.
    public List<String> lines(List<Issue> issues) {
        if (issues.isEmpty()) {
            return List.of();
        }
        List<Row> rows = issues.stream().sorted(GRAVEST_FIRST).map(Row::of).toList();
        Columns columns = columns(rows);
        var lines = new ArrayList<String>();
        String title =
                "SEVERITY" + GAP + Wrap.padded("WHERE", columns.place()) + GAP + Wrap.padded("RULE", columns.rule());
        lines.add(columns.messageBelow() ? title.stripTrailing() : title + GAP + "MESSAGE");
        rows.forEach(row -> lines.addAll(lines(row, columns)));
        return List.copyOf(lines);
    }

    private Columns columns(List<Row> rows) {
        List<String> places = rows.stream().map(Row::place).toList();
        int rule = widest(rows.stream().map(Row::rule).toList(), "RULE", terminal.columns() / 4);
        var beside = new Columns(widest(places, "WHERE", 2 * terminal.columns() / 5), rule, false);
        if (!terminal.outIsTerminal() || terminal.columns() - beside.beforeMessage() >= LEAST_MESSAGE) {
            return beside;
        }
        int room = terminal.columns() - SEVERITY_WIDTH - rule - 2 * GAP.length();
        return new Columns(widest(places, "WHERE", room), rule, true);
    }

    private List<String> lines(Row row, Columns columns) {
        String severity = Wrap.padded(row.issue().severity().wire(), SEVERITY_WIDTH);
        String start = terminal.coloured(row.issue().severity(), severity)
                + GAP
                + Wrap.padded(endOf(row.place(), columns.place()), columns.place())
                + GAP
                + Wrap.padded(Wrap.startOf(row.rule(), columns.rule()), columns.rule());
        String indent = " ".repeat(columns.beforeMessage());
        var message = new ArrayList<>(
                terminal.outIsTerminal()
                        ? Wrap.lines(row.message(), terminal.columns() - columns.beforeMessage())
                        : List.of(row.message()));
        var lines = new ArrayList<String>();
        lines.add(columns.messageBelow() ? start.stripTrailing() : start + GAP + message.removeFirst());
        message.forEach(more -> lines.add(indent + more));
        return lines;
    }

    private int widest(List<String> cells, String title, int limit) {
        int widest = cells.stream().mapToInt(Printable::width).max().orElse(0);
        int wanted = Math.max(widest, title.length());
        return terminal.outIsTerminal() ? Math.min(wanted, limit) : wanted;
    }

    /// The end of a path says more than its start.
    private static String endOf(String text, int width) {
        if (Printable.width(text) <= width) {
            return text;
        }
        int start = 0;
        while (Printable.width(text.substring(start)) > width - 1) {
            start = text.offsetByCodePoints(start, 1);
        }
        return "…" + text.substring(start);
    }
}
