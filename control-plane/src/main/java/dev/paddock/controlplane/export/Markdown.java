package dev.paddock.controlplane.export;

import java.util.stream.Collectors;

/// Puts text of unknown origin into Markdown so that it is read as that text: no link, image, markup, table cell,
/// mention or reference comes of it.
final class Markdown {

    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    /// Forges look for mentions and references in the rendered text, where a backslash is gone.
    private static final String BREAK = "&#8203;";

    private Markdown() {}

    /// `text` in one line. Characters that only steer the display, such as those that turn its direction, are
    /// left out.
    static String text(String text) {
        return text.codePoints()
                .filter(point -> Character.getType(point) != Character.FORMAT)
                .mapToObj(Markdown::escaped)
                .collect(Collectors.joining())
                .strip();
    }

    private static String escaped(int point) {
        if (Character.isISOControl(point)
                || Character.getType(point) == Character.LINE_SEPARATOR
                || Character.getType(point) == Character.PARAGRAPH_SEPARATOR) {
            return " ";
        }
        if (PUNCTUATION.indexOf(point) < 0) {
            return Character.toString(point);
        }
        return "\\" + Character.toString(point) + (point == '@' || point == '#' ? BREAK : "");
    }
}
