package dev.paddock.standalone.terminal;

import dev.paddock.standalone.UsageError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Times as people read and write them.
public final class Moments {

    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})(s|m|h|d|w)");
    private static final int DAYS_UNTIL_DATE = 30;
    private static final int WEEK = 7;

    private Moments() {}

    /// Such as `3m ago` or `in 2d`; a date where that lies far away, `-` when nothing is known.
    public static String ago(@Nullable Instant moment, Instant now) {
        if (moment == null) {
            return "-";
        }
        Duration distance = Duration.between(moment, now);
        if (distance.abs().toDays() > DAYS_UNTIL_DATE) {
            return DateTimeFormatter.ISO_LOCAL_DATE
                    .withZone(ZoneId.systemDefault())
                    .format(moment);
        }
        if (distance.abs().toSeconds() == 0) {
            return "now";
        }
        return distance.isNegative() ? "in " + coarse(distance.negated()) : coarse(distance) + " ago";
    }

    /// Such as `850ms`, `4.2s`, `3m 12s` or `2h 5m`; `-` when nothing is known.
    public static String took(@Nullable Long millis) {
        if (millis == null) {
            return "-";
        }
        Duration length = Duration.ofMillis(Math.max(0, millis));
        if (length.toSeconds() == 0) {
            return length.toMillis() + "ms";
        }
        if (length.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.1fs", Math.min(59.9, length.toMillis() / 1000.0));
        }
        return length.toHours() == 0
                ? length.toMinutes() + "m " + length.toSecondsPart() + "s"
                : length.toHours() + "h " + length.toMinutesPart() + "m";
    }

    /// Date and time here, to the second.
    public static String exact(Instant moment) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                .withZone(ZoneId.systemDefault())
                .format(moment);
    }

    /// A span of time such as `90s`, `10m`, `2h`, `7d` or `4w`, or a number of seconds; empty when `text` is none.
    public static Optional<Duration> span(String text) {
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Matcher span = SPAN.matcher(text);
        if (!span.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(span.group(1));
        return Optional.of(
                switch (span.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    default -> Duration.ofDays(WEEK * number);
                });
    }

    /// The moment that `text`, given to `option`, names: a time with its offset, or a span before `now`. Throws
    /// [UsageError] when it is neither.
    public static Instant past(String option, String text, Instant now) {
        return moment(option, text, now, -1);
    }

    /// As [#past], but a span counts from `now` on.
    public static Instant future(String option, String text, Instant now) {
        return moment(option, text, now, 1);
    }

    private static Instant moment(String option, String text, Instant now, int direction) {
        Optional<Duration> span = text.matches("\\d+") ? Optional.empty() : span(text);
        if (span.isPresent()) {
            return now.plus(span.get().multipliedBy(direction));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new UsageError(
                    "%s is \"%s\"; give a time such as 2026-01-15T10:30:00Z, or a span such as 30m, 2h or 7d."
                            .formatted(option, Printable.of(text)));
        }
    }

    private static String coarse(Duration distance) {
        if (distance.toMinutes() == 0) {
            return distance.toSeconds() + "s";
        }
        if (distance.toHours() == 0) {
            return distance.toMinutes() + "m";
        }
        return distance.toDays() == 0 ? distance.toHours() + "h" : distance.toDays() + "d";
    }
}
