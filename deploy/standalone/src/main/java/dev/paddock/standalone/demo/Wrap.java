package dev.paddock.standalone.demo;

import java.util.ArrayList;
import java.util.List;

/// Breaks printable text into lines of a width in columns.
final class Wrap {

    private Wrap() {}

    /// At least one line, broken between words where that is possible.
    static List<String> lines(String text, int width) {
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
    static String fitting(String text, int width) {
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
}
