package dev.paddock.controlplane.notification;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.access.Permission;
import dev.paddock.controlplane.access.Scope;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;

/// Who looks at notifications.
///
/// @param reader as the ledger names callers
/// @param manages whether notices for managers are for him
record Viewer(String reader, boolean manages, Scope scope) {

    /// What a statement over `notification n` leaves to the viewer that [#bind] names. Says the same as [#sees].
    static final String VISIBLE = """
             n.no is not null and (n.recipient is null or n.recipient = :reader) and (:manages or not n.for_managers)
                and (:repositories::text[] is null or n.repository_id = any(:repositories)
                    or n.project = any(:projects))
            """;

    static Viewer of(Caller caller) {
        return new Viewer(caller.keyId(), caller.may(Permission.MANAGE), caller.scope());
    }

    /// Whether a notice for `audience` is for him.
    boolean sees(Audience audience) {
        boolean within = !scope.limited()
                || (audience.repository() != null && scope.includes(audience.repository()))
                || (audience.project() != null && scope.projects().contains(audience.project()));
        return within
                && (manages || !audience.managers())
                && (audience.recipient() == null || audience.recipient().equals(reader));
    }

    <S extends SqlStatement<S>> S bind(S statement) {
        List<String> repositories = scope.bindable();
        return statement
                .bind("reader", reader)
                .bind("manages", manages)
                .bindByType(
                        "repositories",
                        repositories == null ? null : repositories.toArray(new String[0]),
                        String[].class)
                .bindArray("projects", String.class, scope.projects());
    }
}
