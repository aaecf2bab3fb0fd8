package dev.paddock.controlplane.project;

import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.Problem.FieldError;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How environments and projects may be called. Collects what is refused; [#check] throws it.
final class Naming {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_SLUG = 63;
    private static final int MAX_NAME = 100;
    /// An emoji, a word, or a short path.
    private static final int MAX_ICON = 200;

    private final List<FieldError> errors = new ArrayList<>();

    /// A name, without the space around it.
    String name(@Nullable String given) {
        String name = given == null ? "" : given.strip();
        if (name.isEmpty()) {
            refuse("name", "is missing; send it");
        } else if (!isLine(name, MAX_NAME)) {
            refuse("name", "must have 1 to " + MAX_NAME + " characters on one line");
        }
        return name;
    }

    /// An icon; blank = none.
    @Nullable
    String icon(@Nullable String given) {
        String icon = given == null ? "" : given.strip();
        if (!isLine(icon, MAX_ICON)) {
            refuse("icon", "must have at most " + MAX_ICON + " characters on one line");
        }
        return icon.isEmpty() ? null : icon;
    }

    /// The id that was given, else the one that `name` makes: its letters without their marks, its digits, and a hyphen
    /// for whatever is between.
    String id(@Nullable String given, String name) {
        if (given != null) {
            if (!SLUG.matcher(given).matches()) {
                refuse("id", "must match " + SLUG);
            }
            return given;
        }
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
        String slug =
                plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        if (slug.isEmpty() && !name.isEmpty()) {
            refuse("id", "is missing, and the name has no letter or digit to make one of; send one");
        }
        return slug.length() <= MAX_SLUG ? slug : slug.substring(0, MAX_SLUG).replaceFirst("-$", "");
    }

    /// Refuses a member.
    void refuse(String field, String message) {
        errors.add(new FieldError(field, message));
    }

    /// 400 naming every refused member, if any.
    void check() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private static boolean isLine(String text, int most) {
        return text.codePointCount(0, text.length()) <= most && text.chars().noneMatch(Character::isISOControl);
    }
}
