package dev.paddock.standalone.terminal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of one thing: a name and a value a line, aligned.
public final class Facts {

    private static final String GAP = "  ";

    private final Map<String, String> facts = new LinkedHashMap<>();

    /// Adds a fact, unless its value is null or empty.
    public Facts with(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.put(name, Printable.of(value));
        }
        return this;
    }

    /// On a terminal what is longer than a line is wrapped below its value.
    public List<String> lines(Terminal terminal) {
        int widest = facts.keySet().stream().mapToInt(Printable::width).max().orElse(0);
        int room = Math.max(terminal.columns() - widest - GAP.length(), 1);
        var lines = new ArrayList<String>();
        facts.forEach((name, value) -> {
            List<String> parts = terminal.outIsTerminal() ? Wrap.lines(value, room) : List.of(value);
            lines.add(Wrap.padded(name, widest) + GAP + parts.getFirst());
            parts.stream().skip(1).forEach(part -> lines.add(" ".repeat(widest) + GAP + part));
        });
        return List.copyOf(lines);
    }
}
