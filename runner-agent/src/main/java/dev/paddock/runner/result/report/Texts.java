package dev.paddock.runner.result.report;

import org.jspecify.annotations.Nullable;

/// Makes a reviewer's texts fit to be stored and shown.
public final class Texts {

    private Texts() {}

    /// Without control characters but line ends and tabs, lone surrogates replaced, cut behind `limit` characters.
    public static String clean(String text, int limit) {
        var cleaned = new StringBuilder(Math.min(text.length(), limit) + 1);
        for (int i = 0; i < text.length() && cleaned.length() < limit; ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                cleaned.append('\uFFFD');
            } else if (!Character.isISOControl(point) || point == '\n' || point == '\t') {
                cleaned.appendCodePoint(point);
            }
        }
        return text.length() > limit && cleaned.length() >= limit
                ? cleaned.append('…').toString()
                : cleaned.toString();
    }

    /// The same for what may be absent.
    public static @Nullable String cleanOrNull(@Nullable String text, int limit) {
        return text == null || text.isBlank() ? null : clean(text, limit);
    }

    /// In one line of at most 200 characters, for messages that quote it.
    public static String quoted(String text) {
        return clean(text, 200).replaceAll("\\s+", " ").strip();
    }
}
