package dev.paddock.model.source;

import java.util.regex.Pattern;

/// The names that git takes for branches and tags: those of `git check-ref-format refs/heads/NAME` that are no option,
/// of at most 255 characters.
public final class RefName {

    /// What else a refusal says: where the rules stand.
    public static final String ADVICE = "git check-ref-format says which names git takes";

    private static final Pattern NAME = Pattern.compile("(?![-/.])"
            + "(?![^ ]*(?:\\.\\.|//|/\\.|@\\{|\\.lock(?:/|\\z)|[/.]\\z))"
            + "[^\\x00-\\x20\\x7f~^:?*\\[\\\\]{1,255}");

    private RefName() {}

    /// Whether `name` may be one, with or without its `refs/heads/`.
    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }
}
