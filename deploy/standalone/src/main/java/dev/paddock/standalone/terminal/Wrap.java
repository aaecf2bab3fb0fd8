package dev.paddock.standalone.terminal;

import java.util.ArrayList;
import java.util.List;

/// Breaks printable text into lines of a width in columns.
public final class Wrap {

    private Wrap() {}

    /// At least one line, broken between words where that is possible.
    public static List<String> lines(String text, int width) {
        var lines = new ArrayList<String>();
        String rest = text.strip();
        while (Printable.width(rest) > width) {
            String head = fitting(rest, width);
            int space = head.lastIndexOf(' ');
            boolean endsWord = rest.charAt(head.length()) == ' ';
            String line = endsWord || space <= 0 ? head : head.substring(0, space);
            lines.add(line.stripTrailing());
            rest = rest.substring(line.length()).stripLeading();
        }
        lines.add(rest);
        return List.copyOf(lines);
    }

    /// The longest start of `text` that takes at most `width` columns, at least one character.
    public static String fitting(String text, int width) {
        int end = 0;
        int taken = 0;
        while (end < text.length()) {
            int character = text.codePointAt(end);
            taken += Printable.columns(character);
            if (taken > width && end > 0) {
                break;
            }
            end += Character.charCount(character);
        }
        return text.substring(0, end);
    }

    /// `text` with spaces up to `width` columns.
    static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - Printable.width(text)));
    }

    /// `text` in at most `width` columns, with a mark where it is cut.
    static String startOf(String text, int width) {
        return Printable.width(text) <= width ? text : fitting(text, width - 1) + "…";
    }
}
