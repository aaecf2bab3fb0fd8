package dev.paddock.model.task;

import org.jspecify.annotations.Nullable;

/// A commit as it was fetched.
///
/// @param sha 40 hex digits
/// @param message its whole message; null while it is unknown
public record Commit(String sha, @Nullable String message) {

    /// `message` up to its last line: without the line breaks that git ends it with.
    public static String upToLastLine(String message) {
        int end = message.length();
        while (end > 0 && (message.charAt(end - 1) == '\n' || message.charAt(end - 1) == '\r')) {
            end--;
        }
        return message.substring(0, end);
    }
}
