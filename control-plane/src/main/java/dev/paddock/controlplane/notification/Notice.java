package dev.paddock.controlplane.notification;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.paddock.model.wire.WireEnum;

/// Something that users are to be told.
///
/// @param source what it tells of, such as `run run_01… finished`; a second notice of the same source is not told
/// @param title one line; longer than 200 characters is cut
/// @param body a few sentences; longer than 2000 characters is cut
/// @param path what it leads to on this server; begins with a slash
public record Notice(
        String source,
        Category category,
        Severity severity,
        String title,
        String body,
        String path,
        Audience audience) {

    private static final int MOST_OF_TITLE = 200;
    private static final int MOST_OF_BODY = 2000;

    /// What it is about.
    public enum Category {
        RUN,
        REPORT,
        UPLOAD,
        RUNNER,
        DISK;

        /// The word used in JSON and in the database.
        @JsonValue
        public String wire() {
            return WireEnum.spell(this);
        }

        /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
        @JsonCreator
        public static Category of(String word) {
            return WireEnum.of(Category.class, word);
        }
    }

    /// How grave it is.
    public enum Severity {
        SUCCESS,
        INFO,
        WARNING,
        ERROR;

        /// The word used in JSON and in the database.
        @JsonValue
        public String wire() {
            return WireEnum.spell(this);
        }

        /// The constant that `word` spells; throws [IllegalArgumentException] naming the known words.
        @JsonCreator
        public static Severity of(String word) {
            return WireEnum.of(Severity.class, word);
        }
    }

    public Notice {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a notice leads to a path of this server, and not to " + path);
        }
        title = cut(title, MOST_OF_TITLE);
        body = cut(body, MOST_OF_BODY);
    }

    /// Between characters, never within one.
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
