package dev.paddock.controlplane.session;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.paddock.controlplane.access.Role;
import org.jspecify.annotations.Nullable;

/// Who is signed in, and what `GET /auth/me` answers.
///
/// @param email null for the built-in administrator
/// @param name to show to people
/// @param avatarUrl a picture; null when there is none
/// @param provider who vouched for the person; `builtin` for the built-in administrator
/// @param role as it was at sign-in
public record Person(
        @Nullable String email,
        String name,
        @Nullable String avatarUrl,
        String provider,
        @JsonIgnore Role role) {

    /// The role's word.
    @JsonProperty("role")
    public String roleWord() {
        return role.wire();
    }

    /// How the ledger names the person as a caller.
    @JsonIgnore
    public String principal() {
        return "user:" + (email == null ? name : email);
    }
}
