package dev.paddock.controlplane.key;

import dev.paddock.model.problem.Problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an enrolment key is good for.
///
/// @param maxUses how many runners it may enrol; null = any number
/// @param uses how many it has enrolled; one that enrols again is counted once
/// @param tags what its runners must offer
/// @param ephemeral whether its runners are removed when they are gone, whatever they say
public record EnrolmentTerms(@Nullable Integer maxUses, int uses, List<String> tags, boolean ephemeral) {

    private static final int MOST_USES = 1_000_000;
    private static final int MOST_TAGS = 32;
    private static final Pattern TAG = Pattern.compile("[a-z0-9._-]{1,64}");

    /// What somebody wants it to be good for; without a member there is no such limit.
    public record Wanted(
            @Nullable Integer maxUses,
            @Nullable List<@Nullable String> tags,
            @Nullable Boolean ephemeral) {}

    /// The terms of a key that is to be made. What is wrong goes to `errors`.
    static EnrolmentTerms checked(@Nullable Wanted wanted, List<FieldError> errors) {
        if (wanted == null) {
            return new EnrolmentTerms(null, 0, List.of(), false);
        }
        Integer most = wanted.maxUses();
        if (most != null && (most < 1 || most > MOST_USES)) {
            errors.add(new FieldError("enrolment.maxUses", "must be a number from 1 to " + MOST_USES));
        }
        return new EnrolmentTerms(most, 0, tags(wanted.tags(), errors), Boolean.TRUE.equals(wanted.ephemeral()));
    }

    private static List<String> tags(@Nullable List<@Nullable String> given, List<FieldError> errors) {
        List<String> tags = new ArrayList<>();
        for (String tag : given == null ? List.<@Nullable String>of() : given) {
            tags.add(Objects.requireNonNullElse(tag, "").strip().toLowerCase(Locale.ROOT));
        }
        if (tags.size() > MOST_TAGS
                || !tags.stream().allMatch(tag -> TAG.matcher(tag).matches())) {
            errors.add(
                    new FieldError("enrolment.tags", "must be at most " + MOST_TAGS + " tags, each matching " + TAG));
            return List.of();
        }
        return tags.stream().distinct().sorted().toList();
    }
}
