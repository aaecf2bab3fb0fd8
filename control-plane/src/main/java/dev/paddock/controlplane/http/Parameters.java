package dev.paddock.controlplane.http;

import dev.paddock.model.problem.Problem.FieldError;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the query parameters of a call: each stands at most once and is as it must be. Nothing is guessed or
/// clamped; [#check] names all that are wrong.
public final class Parameters {

    private static final int MAX_TEXT = 255;
    // As many digits as an int has, the first of them no idle zero.
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,9}");
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private final Map<String, List<String>> given;
    private final List<FieldError> errors = new ArrayList<>();

    private Parameters(Map<String, List<String>> given) {
        this.given = given;
    }

    /// The parameters of the call being answered.
    public static Parameters of(UriInfo uri) {
        return new Parameters(uri.getQueryParameters());
    }

    /// A text of 1 to 255 characters; null when it is absent or wrong.
    public @Nullable String text(String name) {
        String text = one(name);
        if (text == null) {
            return null;
        }
        if (text.isBlank() || text.length() > MAX_TEXT || text.indexOf('\0') >= 0) {
            return wrong(name, "must have 1 to " + MAX_TEXT + " characters");
        }
        return text;
    }

    /// What `parse` makes of a text; null when it is absent or, where `parse` makes nothing of it, wrong.
    ///
    /// @param message what it must be
    public <T> @Nullable T parsed(String name, Function<String, Optional<T>> parse, String message) {
        String text = one(name);
        if (text == null) {
            return null;
        }
        Optional<T> parsed = parse.apply(text);
        return parsed.isPresent() ? parsed.get() : wrong(name, message);
    }

    /// One of `words`; null when it is absent or wrong.
    public @Nullable String word(String name, List<String> words) {
        String word = one(name);
        return word == null || words.contains(word) ? word : wrong(name, "must be one of " + String.join(", ", words));
    }

    /// A whole number from `least` to `most`; null when it is absent or wrong.
    public @Nullable Integer number(String name, int least, int most) {
        String text = one(name);
        if (text == null) {
            return null;
        }
        OptionalInt number = whole(text, least, most);
        if (number.isPresent()) {
            return number.getAsInt();
        }
        return wrong(name, range(least, most));
    }

    /// The whole number from `least` to `most` that the parameter or header `name` spells; 400 naming it when `text`
    /// is anything else.
    public static int number(String name, String text, int least, int most) {
        return whole(text, least, most).orElseThrow(() -> ProblemException.invalid(name, range(least, most)));
    }

    /// The whole number that `text` spells in digits from 0 to 9 alone, without a sign or idle zeros; empty for any
    /// other text and beyond the limits, of which `least` is not negative.
    public static OptionalInt whole(String text, int least, int most) {
        if (!WHOLE.matcher(text).matches()) {
            return OptionalInt.empty();
        }
        long number = Long.parseLong(text);
        return number >= least && number <= most ? OptionalInt.of((int) number) : OptionalInt.empty();
    }

    private static String range(int least, int most) {
        return "must be a number from " + least + " to " + most;
    }

    /// A time with its offset, between the years 1 and 9999; null when it is absent or wrong.
    public @Nullable Instant time(String name) {
        String text = one(name);
        try {
            return text == null ? null : time(name, text);
        } catch (ProblemException wrong) {
            errors.addAll(wrong.errors());
            return null;
        }
    }

    /// The time with its offset, between the years 1 and 9999, that the parameter `name` spells; 400 naming it when
    /// `text` is anything else.
    public static Instant time(String name, String text) {
        Instant time;
        try {
            time = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.invalid(name, "must be a time as 2026-01-15T10:30:00Z");
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw ProblemException.invalid(name, "must be between the years 1 and 9999");
        }
        return time;
    }

    /// Throws the 400 that names each parameter that was wrong.
    public void check() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    private @Nullable String one(String name) {
        List<String> values = given.get(name);
        if (values == null || values.isEmpty()) {
            return null;
        }
        return values.size() == 1 ? values.getFirst() : wrong(name, "stands more than once; send it once");
    }

    private <T> @Nullable T wrong(String name, String message) {
        errors.add(new FieldError(name, message));
        return null;
    }
}
