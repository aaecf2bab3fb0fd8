package dev.paddock.controlplane.key;

import dev.paddock.controlplane.access.ApiKey;
import dev.paddock.controlplane.access.Role;
import dev.paddock.controlplane.access.Scope;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.tenant.TenantStore;
import dev.paddock.model.problem.Problem.FieldError;
import dev.paddock.model.problem.ProblemCode;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes an API key.
@Singleton
class CreateKey {

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MAX_NAME = 100;
    private static final int MAX_LIMITS = 100;

    private final KeyStore keys;
    private final TenantStore tenants;
    private final InstantSource clock;

    CreateKey(KeyStore keys, TenantStore tenants, InstantSource clock) {
        this.keys = keys;
        this.tenants = tenants;
        this.clock = clock;
    }

    /// The new key with its text, which is stored nowhere. 400 naming every member that is refused.
    ///
    /// @param by who makes it
    KeyView.Created create(KeyView.@Nullable Wanted wanted, String by) {
        if (wanted == null) {
            throw new ProblemException(
                    ProblemCode.MALFORMED_REQUEST, "The body is missing; send a JSON object with name and role.");
        }
        List<FieldError> errors = new ArrayList<>();
        String name = name(wanted.name(), errors);
        Role role = role(wanted.role(), errors);
        Instant expires = wanted.expiresAt();
        if (expires != null && !(expires.isAfter(clock.instant()) && expires.isBefore(LATEST))) {
            errors.add(new FieldError("expiresAt", "must lie in the future, before the year 9999"));
        }
        KeyView.Limits scope = scope(wanted.scope(), errors);
        fitting(wanted, role, errors);
        EnrolmentTerms terms = EnrolmentTerms.checked(wanted.enrolment(), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
        ApiKey key = ApiKey.random();
        KeyView stored =
                keys.insert(key, new KeyView.Fresh(name, Objects.requireNonNull(role), expires, scope, terms, by));
        return new KeyView.Created(stored, key.text());
    }

    /// Which limits go with which role.
    private static void fitting(KeyView.Wanted wanted, @Nullable Role role, List<FieldError> errors) {
        if (wanted.scope() != null && role == Role.RUNNER) {
            errors.add(new FieldError(
                    "scope", "is not for runners, which take the tasks of every repository; leave it out"));
        }
        if (wanted.scope() != null && role == Role.ENROLMENT) {
            errors.add(new FieldError("scope", "is not for enrolment keys, which see nothing; leave it out"));
        }
        if (wanted.enrolment() != null && role != Role.ENROLMENT) {
            errors.add(new FieldError("enrolment", "is for the role enrolment alone; leave it out"));
        }
    }

    private static String name(@Nullable String name, List<FieldError> errors) {
        String text = name == null ? "" : name.strip();
        if (text.isEmpty() || text.length() > MAX_NAME || text.chars().anyMatch(Character::isISOControl)) {
            errors.add(new FieldError("name", "must have 1 to " + MAX_NAME + " characters on one line"));
        }
        return text;
    }

    private static @Nullable Role role(@Nullable String word, List<FieldError> errors) {
        try {
            return Role.of(Objects.requireNonNullElse(word, ""));
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("role", String.valueOf(e.getMessage())));
            return null;
        }
    }

    /// Repositories by their ids, whatever they were named by.
    private KeyView.@Nullable Limits scope(KeyView.@Nullable Limits asked, List<FieldError> errors) {
        if (asked == null) {
            return null;
        }
        List<String> references = texts("scope.repositories", asked.repositories(), errors);
        List<String> projects = texts("scope.projects", asked.projects(), errors);
        if (references.isEmpty() && projects.isEmpty() && errors.isEmpty()) {
            errors.add(new FieldError("scope", "names nothing; leave it out for a key without limits"));
        }
        projects.stream()
                .filter(project -> !Scope.PROJECT.matcher(project).matches())
                .findFirst()
                .ifPresent(project -> errors.add(new FieldError("scope.projects", "must each match " + Scope.PROJECT)));
        Map<String, String> known = references.isEmpty() ? Map.of() : tenants.repositories(references);
        references.stream()
                .filter(reference -> !known.containsKey(reference))
                .findFirst()
                .ifPresent(unknown -> errors.add(new FieldError(
                        "scope.repositories", "name " + unknown + ", which no repository is; register it first")));
        return new KeyView.Limits(known.values().stream().distinct().sorted().toList(), projects);
    }

    private static List<String> texts(String field, @Nullable List<String> given, List<FieldError> errors) {
        List<@Nullable String> texts = given == null ? List.of() : new ArrayList<>(given);
        if (texts.size() > MAX_LIMITS || texts.stream().anyMatch(text -> text == null || text.isBlank())) {
            errors.add(new FieldError(field, "must be at most " + MAX_LIMITS + " names"));
            return List.of();
        }
        return texts.stream().map(Objects::requireNonNull).distinct().toList();
    }
}
