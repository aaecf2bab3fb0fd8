package dev.paddock.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import dev.paddock.model.problem.Problem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Turns a reply that the API's document does not have for its call, be it a problem or a body of another shape, into a
/// failure of the server: whichever test meets one fails.
@Singleton
public class DocumentedReplies {

    private static final Logger LOG = Logger.getLogger(DocumentedReplies.class);

    /// What any call may be answered with, whatever it is.
    private static final Set<String> OF_ANY_CALL =
            Set.of("method_not_allowed", "not_acceptable", "headers_too_large", "internal", "unavailable");

    // Of a call that is made ten thousand times the first replies are looked at.
    private static final int LOOKED_AT = 100;

    private static final Map<String, String> OPERATIONS =
            Operation.all().stream().collect(Collectors.toMap(one -> name(one.method()), Operation::name));

    private final ObjectMapper json;
    private final JsonNode document = read();
    private final DocumentJudge judge = new DocumentJudge(document);
    private final Map<String, Set<String>> problems = new ConcurrentHashMap<>();
    private final Map<String, Optional<Schema>> bodies = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

    DocumentedReplies(ObjectMapper json) {
        this.json = json;
    }

    private static JsonNode read() {
        try (InputStream file = Thread.currentThread()
                .getContextClassLoader()
                .getResourceAsStream("META-INF/quarkus-generated-openapi-doc.JSON")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getName() + " " + method.getName();
    }

    @ServerResponseFilter
    public void check(ContainerResponseContext response, ResourceInfo info) throws IOException {
        Method method = info.getResourceMethod();
        String operation = method == null ? null : OPERATIONS.get(name(method));
        if (operation == null) {
            // No such call, or one that only the tests make.
            return;
        }
        List<String> wrong = response.getEntity() instanceof Problem problem
                ? wrong(operation, problem)
                : wrong(operation, response.getStatus(), response.getEntity());
        if (!wrong.isEmpty()) {
            LOG.errorf("%s is not documented: %s", operation, wrong);
            response.setStatus(500);
            response.setEntity(Map.of("code", "undocumented", "detail", operation + ": " + wrong));
        }
    }

    private List<String> wrong(String operation, Problem problem) {
        if (OF_ANY_CALL.contains(problem.code())) {
            return List.of();
        }
        String code = problem.status() + " " + problem.code();
        return problems.computeIfAbsent(operation, this::codes).contains(code) ? List.of() : List.of(code);
    }

    private List<String> wrong(String operation, int status, @org.jspecify.annotations.Nullable Object entity)
            throws IOException {
        String reply = operation + " " + status;
        if (entity == null
                || seen.computeIfAbsent(reply, one -> new AtomicInteger()).incrementAndGet() > LOOKED_AT) {
            return List.of();
        }
        JsonNode documented = node(operation).path("responses").path(String.valueOf(status));
        if (documented.isMissingNode()) {
            return List.of("a reply " + status);
        }
        Optional<Schema> schema = bodies.computeIfAbsent(
                reply,
                one -> Optional.of(documented
                                .path("content")
                                .path("application/json")
                                .path("schema"))
                        .filter(JsonNode::isObject)
                        .map(judge::of));
        if (schema.isEmpty()) {
            return List.of();
        }
        String text = entity instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : json.writeValueAsString(entity);
        return DocumentJudge.errors(schema.get(), text);
    }

    private JsonNode node(String operation) {
        String[] parts = operation.split(" ", 2);
        return document.path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    /// `409 run_finished`, and so on.
    private Set<String> codes(String operation) {
        return node(operation).path("responses").properties().stream()
                .flatMap(response -> StreamSupport.stream(
                                shared(response.getValue()).path("content").spliterator(), false)
                        .flatMap(media -> media.path("examples").properties().stream())
                        .map(example -> response.getKey() + " " + example.getKey()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private JsonNode shared(JsonNode response) {
        String ref = response.path("$ref").asText();
        return ref.isEmpty() ? response : document.at(ref.substring(1));
    }
}
