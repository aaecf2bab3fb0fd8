package dev.paddock.controlplane.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.http.ProblemReply;
import dev.paddock.controlplane.sql.InTransaction;
import dev.paddock.model.problem.ProblemCode;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// Carries out an [Idempotent] call once for each key.
@Idempotent
@Interceptor
@Priority(Interceptor.Priority.APPLICATION + 10)
class IdempotencyInterceptor {

    private static final Set<ProblemCode> OF_THE_KEY = Set.of(
            ProblemCode.IDEMPOTENCY_IN_FLIGHT, ProblemCode.IDEMPOTENCY_KEY_REUSED, ProblemCode.SECRET_SHOWN_ONCE);
    private static final String LOCK_TIMEOUT = "55P03";

    private final ReplyStore replies;
    private final InFlight inFlight;
    private final InTransaction transaction;
    private final Named named;
    private final ObjectMapper json;

    IdempotencyInterceptor(
            ReplyStore replies, InFlight inFlight, InTransaction transaction, Named named, ObjectMapper json) {
        this.replies = replies;
        this.inFlight = inFlight;
        this.transaction = transaction;
        this.named = named;
        this.json = json;
    }

    @AroundInvoke
    @Nullable
    Object once(InvocationContext call) throws Exception {
        Optional<RequestKey> key = named.key();
        boolean kept = call.getMethod().getAnnotation(Idempotent.class).keepsReply();
        return key.isEmpty() || !kept ? call.proceed() : once(key.get(), call);
    }

    private @Nullable Object once(RequestKey key, InvocationContext call) throws Exception {
        byte[] request = named.digest(call);
        return inFlight.<@Nullable Object>alone(key, () -> {
            repeat(key, request);
            try {
                return call.getMethod().getAnnotation(Idempotent.class).byUseCase()
                        ? kept(key, request, call, call.proceed())
                        : together(key, request, call);
            } catch (ProblemException problem) {
                throw refused(key, request, problem);
            }
        });
    }

    /// Ends the call with the reply that is kept, if there is one.
    private void repeat(RequestKey key, byte[] request) {
        replies.find(key).ifPresent(kept -> {
            throw named.again(key, request, kept);
        });
    }

    private @Nullable Object together(RequestKey key, byte[] request, InvocationContext call) throws Exception {
        try {
            return transaction.<@Nullable Object>call(() -> {
                replies.lock(key, InFlight.PATIENCE);
                // A twin at another replica may have been faster.
                repeat(key, request);
                return kept(key, request, call, call.proceed());
            });
        } catch (RuntimeException e) {
            throw isLockTimeout(e) ? key.busy() : e;
        }
    }

    private @Nullable Object kept(RequestKey key, byte[] request, InvocationContext call, @Nullable Object result)
            throws JsonProcessingException {
        boolean secret = call.getMethod().getAnnotation(Idempotent.class).secretReply();
        ResponseStatus status = call.getMethod().getAnnotation(ResponseStatus.class);
        KeptReply reply = KeptReply.of(request, result, status, secret, json);
        if (KeptReply.isKept(reply.status())) {
            replies.keep(key, reply).ifPresent(first -> {
                throw named.again(key, request, first);
            });
        }
        return result;
    }

    /// A refusal is a reply, too; nothing was changed, so it is kept by itself.
    private RuntimeException refused(RequestKey key, byte[] request, ProblemException problem)
            throws JsonProcessingException {
        if (!KeptReply.isKept(problem.code().status()) || OF_THE_KEY.contains(problem.code())) {
            return problem;
        }
        Response response = ProblemReply.of(problem, named.path());
        KeptReply reply = KeptReply.of(request, response, null, false, json);
        return named.again(key, request, replies.keep(key, reply).orElse(reply));
    }

    private static boolean isLockTimeout(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return LOCK_TIMEOUT.equals(sql.getSQLState());
            }
        }
        return false;
    }
}
