package dev.paddock.controlplane.repository;

import dev.paddock.model.problem.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What opens a repository to fetches over HTTP: a password, with or without a user's name, or a bearer token.
///
/// @param username absent = `git`; forges that take a token as the password do not look at it
/// @param token sent as `Bearer`, instead of a password
public record Credential(
        @Nullable String username,
        @Nullable String password,
        @Nullable String token) {

    private static final String ANYBODY = "git";
    private static final int MAX_LENGTH = 4096;

    /// What is wrong with it, if anything.
    Optional<FieldError> refusal() {
        if ((password == null) == (token == null) || (token != null && username != null)) {
            return Optional.of(new FieldError("credential", "must have either a password or a token"));
        }
        String secret = Objects.requireNonNullElse(password, token);
        if (!isText(secret)) {
            return Optional.of(new FieldError("credential", "must have 1 to " + MAX_LENGTH + " printable characters"));
        }
        if (token != null && !token.matches("[A-Za-z0-9._~+/=-]+")) {
            return Optional.of(
                    new FieldError("credential.token", "has a character that no bearer token may have; copy it again"));
        }
        if (username != null && (!isText(username) || username.contains(":"))) {
            return Optional.of(new FieldError("credential.username", "must be a name without a colon"));
        }
        return Optional.empty();
    }

    private static boolean isText(@Nullable String text) {
        return text != null
                && !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars().noneMatch(Character::isISOControl);
    }

    /// The value of the `Authorization` header for a fetch.
    String authorization() {
        if (token != null) {
            return "Bearer " + token;
        }
        String pair = Objects.requireNonNullElse(username, ANYBODY) + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Credential[…]";
    }
}
