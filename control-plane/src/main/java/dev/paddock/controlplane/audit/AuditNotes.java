package dev.paddock.controlplane.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the entry of the call in work shall tell beside its action. Never a secret.
public final class AuditNotes {

    static final ScopedValue<AuditNotes> CURRENT = ScopedValue.newInstance();

    private final Map<String, Object> details = new LinkedHashMap<>();
    private @Nullable String object;
    private @Nullable String actor;

    AuditNotes() {}

    /// Adds a detail, replacing one of the same name. Outside of an audited call it does nothing.
    public static void note(String name, Object value) {
        if (CURRENT.isBound()) {
            CURRENT.get().details.put(name, value);
        }
    }

    /// Says what the call is about, where neither its path nor the reply's `Location` does.
    public static void about(String object) {
        if (CURRENT.isBound()) {
            CURRENT.get().object = object;
        }
    }

    /// Says who the caller is, where the call's own credentials do not: it is the one that gives them.
    public static void by(String actor) {
        if (CURRENT.isBound()) {
            CURRENT.get().actor = actor;
        }
    }

    Origin origin(Origin of) {
        return actor == null ? of : new Origin(actor, of.address());
    }

    Map<String, Object> details() {
        return details;
    }

    @Nullable
    String object() {
        return object;
    }
}
