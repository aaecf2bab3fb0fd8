package dev.paddock.controlplane.idempotency;

import dev.paddock.controlplane.access.Caller;
import dev.paddock.controlplane.http.ProblemException;
import dev.paddock.controlplane.sql.Json;
import dev.paddock.model.problem.ProblemCode;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The call being answered, as its idempotency key names it.
@Singleton
class Named {

    private static final List<String> NOT_THE_BODY = List.of("jakarta.ws.rs.", "org.jboss.resteasy.reactive.Rest");

    private final Caller caller;
    private final HttpServerRequest request;
    private final Json json;

    /// `request` stands for that of each call.
    Named(Caller caller, HttpServerRequest request, Json json) {
        this.caller = caller;
        this.request = request;
        this.json = json;
    }

    /// Empty when the caller sent none. 400 when it is none.
    Optional<RequestKey> key() {
        return RequestKey.read(request.headers().getAll(RequestKey.HEADER))
                .map(key -> new RequestKey(caller.keyId() + " " + request.method() + " " + path(), key));
    }

    String path() {
        return Objects.requireNonNullElse(request.path(), "/");
    }

    /// SHA-256 of the call's body and query.
    byte[] digest(InvocationContext call) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(request.query());
        Method method = call.getMethod();
        for (int i = 0; i < method.getParameterCount(); i++) {
            if (Arrays.stream(method.getParameterAnnotations()[i]).noneMatch(Named::isOfTheFramework)) {
                parts.add(call.getParameters()[i]);
            }
        }
        return json.digest(parts);
    }

    private static boolean isOfTheFramework(Annotation annotation) {
        String name = annotation.annotationType().getName();
        return NOT_THE_BODY.stream().anyMatch(name::startsWith);
    }

    /// What the caller is told who sends `key` again.
    RuntimeException again(RequestKey key, byte[] asked, KeptReply kept) {
        if (!MessageDigest.isEqual(asked, kept.request())) {
            return key.reused();
        }
        byte[] body = kept.body();
        return body == null
                ? new ProblemException(
                        ProblemCode.SECRET_SHOWN_ONCE,
                        "The call with the idempotency key " + key.key()
                                + " was carried out, and its reply held a secret that is shown once; delete what it made"
                                + " and make another if the secret is lost.")
                : new Replayed(kept.response(body));
    }
}
