package dev.paddock.standalone.terminal;

import java.lang.Character.UnicodeScript;

/// Text from a run, made fit to be shown: a repository or a reviewer says what it likes, and a terminal obeys what
/// it is sent.
public final class Printable {

    private Printable() {}

    /// `text` with every character that a terminal would act on, or that would reorder what it shows, spelled out as
    /// `\x1b` or `\u202e`; tabs become spaces.
    public static String of(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(character -> append(shown, character));
        return shown.toString();
    }

    /// JSON that says the same as `json` and holds no character that a terminal would act on but its line ends.
    static String json(String json) {
        var shown = new StringBuilder(json.length());
        json.codePoints().forEach(character -> {
            if (character != '\n' && isActive(character)) {
                for (char unit : Character.toChars(character)) {
                    shown.append("\\u%04x".formatted((int) unit));
                }
            } else {
                shown.appendCodePoint(character);
            }
        });
        return shown.toString();
    }

    /// How many columns `text` takes: wide characters take two, combining ones none.
    public static int width(String text) {
        return text.codePoints().map(Printable::columns).sum();
    }

    static int columns(int character) {
        int type = Character.getType(character);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return isWide(character) ? 2 : 1;
    }

    private static void append(StringBuilder shown, int character) {
        if (character == '\t') {
            shown.append(' ');
        } else if (isActive(character)) {
            shown.append(character < 0x100 ? "\\x%02x".formatted(character) : "\\u%04x".formatted(character));
        } else {
            shown.appendCodePoint(character);
        }
    }

    /// Controls (C0, DEL, C1), invisible format characters such as the bidirectional overrides, line and paragraph
    /// separators, lone surrogates.
    private static boolean isActive(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    /// East Asian characters, their punctuation and full-width forms, and emoji.
    private static boolean isWide(int character) {
        boolean isPunctuation = character >= 0x3000 && character <= 0x303f;
        boolean isFullWidth = character >= 0xff01 && character <= 0xff60;
        if (isPunctuation || isFullWidth || Character.isEmojiPresentation(character)) {
            return true;
        }
        return switch (UnicodeScript.of(character)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
            default -> false;
        };
    }
}
