package dev.paddock.reviewer.source;

import java.util.List;
import java.util.regex.Pattern;

/// The text of one file.
///
/// @param path relative to the workspace, `/` between its parts
/// @param text without a byte order mark, its line ends as they are in the file
/// @param lines the text's lines without their ends; at least one
public record SourceText(String path, String text, List<String> lines) {

    /// Splits `text` at `\n` and `\r\n`, as PMD does.
    public static SourceText of(String path, String text) {
        return new SourceText(path, text, List.of(LINE_END.split(text, -1)));
    }

    private static final Pattern LINE_END = Pattern.compile("\r?\n");

    /// The line with this number, from 1; empty for a number the text does not have, such as the 0 of a remark about
    /// the whole file.
    public String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    /// How many lines a reader would count: the line end of the last line starts no further one.
    public int lineCount() {
        return lines.getLast().isEmpty() ? lines.size() - 1 : lines.size();
    }

    /// The file's name without its folders.
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
