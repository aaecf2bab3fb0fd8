package dev.paddock.reviewer.secret;

import dev.paddock.model.finding.Severity;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// A credential that can be told by its looks.
///
/// @param name what it is, as in "a GitHub token"
/// @param anchor text that every one of them contains; a file without it is not searched
/// @param pattern what it looks like; its group 1 is the secret itself
/// @param genuine tells a real one from a placeholder or a chance match
record KeyFormat(String name, String anchor, Pattern pattern, Severity severity, Predicate<String> genuine) {

    /// A format whose matches are taken for real unless they are plainly made up.
    static KeyFormat of(String name, String anchor, String regex) {
        return of(name, anchor, regex, secret -> !Placeholders.madeUp(secret));
    }

    static KeyFormat of(String name, String anchor, String regex, Predicate<String> genuine) {
        return new KeyFormat(name, anchor, Pattern.compile(regex), Severity.ERROR, genuine);
    }

    KeyFormat as(Severity severity) {
        return new KeyFormat(name, anchor, pattern, severity, genuine);
    }
}
