package dev.paddock.controlplane.fleet;

import dev.paddock.controlplane.http.Parameters;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.model.problem.ProblemCode;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a runner says of itself when it registers.
///
/// @param session the process that registers: `x-runner-instance`, else made up here
/// @param instance whether it named its process: only then it is known to be another one than before
/// @param ephemeral whether its record shall go when it is gone
record RunnerHeaders(
        String id,
        String name,
        String version,
        int slots,
        List<String> tags,
        String session,
        boolean instance,
        boolean ephemeral) {

    /// The protocol spoken here.
    static final int PROTOCOL = 1;

    private static final int DEFAULT_SLOTS = 5;
    private static final int MAX_SLOTS = 1000;
    private static final int MAX_TAGS = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Pattern TAG = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final List<String> RESERVED = List.of("tasks", "register", "enrol");

    static RunnerHeaders of(HttpHeaders headers) {
        requireProtocol(headers.getHeaderString("x-runner-protocol"));
        String id = headers.getHeaderString("x-runner-id");
        if (id == null || !isId(id)) {
            throw ProblemException.invalid("x-runner-id", "must match " + ID + " and be none of " + RESERVED);
        }
        String session = headers.getHeaderString("x-runner-instance");
        return new RunnerHeaders(
                id,
                text(headers, "x-runner-name", id),
                text(headers, "x-runner-version", "unknown"),
                slots(headers.getHeaderString("x-runner-max-concurrency")),
                tags(headers.getHeaderString("x-runner-tags")),
                session == null ? UUID.randomUUID().toString() : checked("x-runner-instance", session),
                session != null,
                ephemeral(headers.getHeaderString("x-runner-ephemeral")));
    }

    /// True for an id that a runner may have.
    static boolean isId(String id) {
        return ID.matcher(id).matches() && !RESERVED.contains(id);
    }

    private static void requireProtocol(@Nullable String version) {
        if (version != null && !version.equals(String.valueOf(PROTOCOL))) {
            throw new ProblemException(
                    ProblemCode.UNSUPPORTED_PROTOCOL,
                    "This server speaks runner protocol " + PROTOCOL + ", not " + version
                            + "; use an agent of a matching version.",
                    Map.of("supported", List.of(PROTOCOL)));
        }
    }

    private static String text(HttpHeaders headers, String header, String absent) {
        return checked(header, Objects.requireNonNullElse(headers.getHeaderString(header), absent));
    }

    private static String checked(String header, String value) {
        if (value.isBlank() || value.length() > 255) {
            throw ProblemException.invalid(header, "must have 1 to 255 characters");
        }
        return value;
    }

    private static boolean ephemeral(@Nullable String value) {
        return switch (value == null ? "false" : value.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.invalid("x-runner-ephemeral", "must be true or false");
        };
    }

    private static int slots(@Nullable String value) {
        return value == null
                ? DEFAULT_SLOTS
                : Parameters.number("x-runner-max-concurrency", value.strip(), 1, MAX_SLOTS);
    }

    private static List<String> tags(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return List.of();
        }
        List<String> tags = Arrays.stream(value.split(",", -1))
                .map(tag -> tag.strip().toLowerCase(Locale.ROOT))
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .sorted()
                .toList();
        if (tags.size() > MAX_TAGS
                || !tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            throw ProblemException.invalid(
                    "x-runner-tags", "must be at most " + MAX_TAGS + " tags, each matching " + TAG);
        }
        return tags;
    }
}
