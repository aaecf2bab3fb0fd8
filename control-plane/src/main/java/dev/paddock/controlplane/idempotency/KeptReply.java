package dev.paddock.controlplane.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// A reply as it was given the first time.
///
/// @param request SHA-256 of what was asked
/// @param headers those that tell something about the result
/// @param body null when it held a secret
record KeptReply(byte[] request, int status, Map<String, String> headers, byte @Nullable [] body) {

    private static final List<String> TELLING =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG);
    // As the framework writes it.
    private static final String JSON = "application/json;charset=UTF-8";
    /// What callers are refused for and not requests: who they are, what they have paid, how often they call.
    private static final Set<Integer> OF_THE_MOMENT = Set.of(401, 402, 403, 429);

    private static final int OK = 200;
    private static final int EMPTY = 204;

    /// What a method returned, as it is about to be sent.
    static KeptReply of(
            byte[] request, @Nullable Object result, @Nullable ResponseStatus status, boolean secret, ObjectMapper json)
            throws JsonProcessingException {
        if (result instanceof Response response) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : TELLING) {
                String value = response.getHeaderString(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            return of(request, response.getStatus(), headers, response.getEntity(), secret, json);
        }
        int declared = status == null ? result == null ? EMPTY : OK : status.value();
        return of(request, declared, new LinkedHashMap<>(), result, secret, json);
    }

    private static KeptReply of(
            byte[] request,
            int status,
            Map<String, String> headers,
            @Nullable Object entity,
            boolean secret,
            ObjectMapper json)
            throws JsonProcessingException {
        if (entity != null) {
            headers.putIfAbsent(HttpHeaders.CONTENT_TYPE, JSON);
        }
        byte[] body = entity == null ? new byte[0] : json.writeValueAsBytes(entity);
        return new KeptReply(request, status, headers, secret ? null : body);
    }

    /// Whether a reply of this status says something about the request, and not about the moment or the caller.
    static boolean isKept(int status) {
        return status < 500 && !OF_THE_MOMENT.contains(status);
    }

    /// The same reply again.
    Response response(byte[] content) {
        Response.ResponseBuilder response = Response.status(status);
        headers.forEach(response::header);
        if (content.length > 0) {
            response.entity(content);
        }
        return response.build();
    }
}
