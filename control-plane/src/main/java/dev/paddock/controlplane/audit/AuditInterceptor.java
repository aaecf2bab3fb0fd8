package dev.paddock.controlplane.audit;

import dev.paddock.controlplane.sql.InTransaction;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes the entry of an [Audited] call.
@Audited
@Interceptor
@Priority(Interceptor.Priority.APPLICATION + 20)
class AuditInterceptor {

    private static final int REFUSED = 400;

    private final AuditLog log;
    private final Origins origins;
    private final InTransaction transaction;
    private final UriInfo uri;

    /// `uri` stands for that of each call.
    AuditInterceptor(AuditLog log, Origins origins, InTransaction transaction, UriInfo uri) {
        this.log = log;
        this.origins = origins;
        this.transaction = transaction;
        this.uri = uri;
    }

    @AroundInvoke
    @Nullable
    Object write(InvocationContext call) throws Exception {
        Audited audited = call.getMethod().getAnnotation(Audited.class);
        if (audited.byUseCase() || origins.isRunner()) {
            return call.proceed();
        }
        AuditNotes notes = new AuditNotes();
        return transaction.<@Nullable Object>call(() -> {
            @Nullable
            Object reply = ScopedValue.where(AuditNotes.CURRENT, notes).call(call::proceed);
            if (!(reply instanceof Response response) || response.getStatus() < REFUSED) {
                log.append(List.of(entry(audited.value(), notes, reply)));
            }
            return reply;
        });
    }

    private AuditLog.Entry entry(String action, AuditNotes notes, @Nullable Object reply) {
        return AuditLog.Entry.of(notes.origin(origins.current()), action, object(notes, reply), notes.details());
    }

    private String object(AuditNotes notes, @Nullable Object reply) {
        String noted = notes.object();
        if (noted != null) {
            return noted;
        }
        String id = uri.getPathParameters().getFirst("id");
        if (id == null && reply instanceof Response response) {
            String location = response.getHeaderString(HttpHeaders.LOCATION);
            id = location == null ? null : location.substring(location.lastIndexOf('/') + 1);
        }
        return Objects.requireNonNullElse(id, uri.getPath());
    }
}
