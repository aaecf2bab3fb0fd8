package dev.paddock.controlplane.audit;

import org.jspecify.annotations.Nullable;

/// Who asks, and from where.
///
/// @param actor the key's id, the user, or what else names the caller
/// @param address of the client; null when it is unknown
public record Origin(String actor, @Nullable String address) {

    /// `actor`, from an unknown place.
    public static Origin of(String actor) {
        return new Origin(actor, null);
    }
}
