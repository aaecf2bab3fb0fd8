package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// The OpenAPI document has every call and says all of it. That it says the truth [DocumentedReplies] sees to, in
/// every test.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class ApiDocumentTest {

    private static final Path COMMITTED = Path.of("..", "docs", "openapi.yaml");
    private static final String RENEW =
            "./mvnw -Dquick -pl control-plane -am test -Dtest=ApiDocumentTest -Dsurefire.failIfNoSpecifiedTests=false"
                    + " -Dpaddock.openapi.renew";

    @Test
    void theCommittedDocumentIsTheServers() throws IOException {
        String document =
                given().get("/q/openapi").then().statusCode(200).extract().asString();
        if (System.getProperty("paddock.openapi.renew") != null) {
            Files.writeString(COMMITTED, document);
        }
        assertThat(Files.exists(COMMITTED)
                        && Files.readString(COMMITTED).strip().equals(document.strip()))
                .as("docs/openapi.yaml is not what the server says; renew it with " + RENEW)
                .isTrue();
    }

    @Test
    void everyCallIsInIt() {
        ApiDocument document = ApiDocument.read();
        assertThat(document.root().path("openapi").asText()).startsWith("3.1");
        assertThat(document.calls().stream().map(ApiDocument.Call::toString))
                .containsExactlyInAnyOrderElementsOf(
                        Operation.all().stream().map(Operation::name).toList());
    }

    @Test
    void everyCallSaysWhatItIsAndWhoMayMakeIt() {
        ApiDocument document = ApiDocument.read();
        List<ApiDocument.Call> calls = document.calls();
        Set<String> ids = calls.stream()
                .map(call -> call.node().path("operationId").asText())
                .collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(calls).allMatch(id -> id.matches("[a-z][A-Za-z]+"));
        List<String> tags = texts(document.root().path("tags"), "name");
        SoftAssertions.assertSoftly(softly -> calls.forEach(call -> {
            softly.assertThat(call.node().path("summary").asText())
                    .as(call.toString())
                    .isNotBlank();
            softly.assertThat(call.node().path("tags").size())
                    .as(call.toString())
                    .isEqualTo(1);
            softly.assertThat(tags)
                    .as(call.toString())
                    .contains(call.node().path("tags").path(0).asText());
            softly.assertThat(call.permissions().isEmpty()).as(call.toString()).isEqualTo(call.isPublic());
            softly.assertThat(call.node().path("deprecated").asBoolean())
                    .as(call.toString())
                    .isEqualTo(call.node().has("x-sunset"));
        }));
    }

    @Test
    void everySchemaHasANameOfItsOwnAndSaysWhatIsAlwaysThere() {
        JsonNode schemas = ApiDocument.read().root().path("components").path("schemas");
        // Nothing of it is there always: what callers may leave out, and what SARIF leaves out when it is empty.
        Set<String> loose = Set.of(
                "AgentPatch",
                "AgentRun",
                "Credential",
                "EnrolmentTermsWanted",
                "EnvironmentPatch",
                "KeyLimits",
                "LimitsWanted",
                "Metrics",
                "RepositoryPatch",
                "RetryRequest",
                "RunCancelRequest",
                "TaskReturn",
                "WebhookPatch");
        SoftAssertions.assertSoftly(softly -> schemas.properties().forEach(schema -> {
            softly.assertThat(schema.getKey()).doesNotContainPattern("\\d$");
            boolean object = schema.getValue().has("properties");
            if (object && !schema.getKey().startsWith("Sarif")) {
                softly.assertThat(schema.getValue().has("required") || loose.contains(schema.getKey()))
                        .as(schema.getKey() + " says what it always has")
                        .isTrue();
            }
        }));
    }

    @Test
    void whatIsSaidOfSchemasIsSaidOfOnesThatThereAre() throws IOException {
        JsonNode said = new ObjectMapper()
                .readTree(Path.of("src", "main", "resources", "openapi", "schemas.json")
                        .toFile());
        JsonNode schemas = ApiDocument.read().root().path("components").path("schemas");

        assertThat(said.properties()).isNotEmpty().allMatch(entry -> schemas.has(entry.getKey()));
    }

    @Test
    void whatMayBeNullAndWhatMayBeMissingAreToldApart() {
        JsonNode schemas = ApiDocument.read().root().path("components").path("schemas");

        assertThat(texts(schemas.path("RunView").path("required"), "")).contains("started_at", "results", "url");
        assertThat(texts(schemas.path("RunView").path("required"), "")).doesNotContain("phase", "failure");
        assertThat(texts(member(schemas, "RunView", "duration_ms").path("type"), ""))
                .containsExactlyInAnyOrder("integer", "null");
        assertThat(member(schemas, "RunView", "results").path("anyOf")).hasSize(2);
        assertThat(texts(member(schemas, "RunView", "phase").path("type"), "")).isEmpty();
        assertThat(texts(schemas.path("RunSpec").path("required"), "")).containsExactly("repository");
        assertThat(member(schemas, "LogBatch", "logs").path("items").path("oneOf"))
                .hasSize(2);
        assertThat(schemas.path("RunEvent")
                        .path("discriminator")
                        .path("mapping")
                        .properties())
                .hasSize(5);
        assertThat(texts(schemas.path("RunFinished").path("required"), "")).containsExactly("type", "status");
    }

    private static JsonNode member(JsonNode schemas, String schema, String member) {
        return schemas.path(schema).path("properties").path(member);
    }

    @Test
    void conditionalReadsRegistrationsAndPatchesAreSpelledOut() {
        ApiDocument document = ApiDocument.read();

        for (String read : List.of("GET /v1/runs/{id}", "GET /external/integration/cicd/runs/{id}")) {
            JsonNode replies = document.call(read).path("responses");
            assertThat(replies.path("200").path("headers").has("ETag")).isTrue();
            assertThat(replies.path("304").path("headers").has("ETag")).isTrue();
        }
        assertThat(texts(document.call("POST /api/runners/register").path("parameters"), "name"))
                .contains("x-runner-id", "x-runner-max-concurrency", "x-runner-tags", "x-runner-protocol");
        JsonNode repositories = document.call("POST /v1/repositories").path("responses");
        assertThat(repositories.path("200").path("content"))
                .isEqualTo(repositories.path("201").path("content"));
        for (String patched : List.of("Agent", "Repository")) {
            String path = patched.equals("Agent") ? "/v1/agents/{id}" : "/v1/repositories/{id}";
            assertThat(document.call("PATCH " + path)
                            .path("requestBody")
                            .path("content")
                            .path("application/json")
                            .path("schema")
                            .path("$ref")
                            .asText())
                    .endsWith("/" + patched + "Patch");
        }
        for (String mayBeAbsent : List.of("cancel", "retry")) {
            assertThat(document.call("POST /v1/runs/{id}/" + mayBeAbsent)
                            .path("requestBody")
                            .path("required")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void everyBodyHasAnExampleThatItsSchemaTakes() {
        ApiDocument document = ApiDocument.read();
        DocumentJudge judge = new DocumentJudge(document.root());
        SoftAssertions.assertSoftly(softly -> document.calls()
                .forEach(call -> bodies(call)
                        .forEach(body -> body.content().properties().forEach(type -> {
                            softly.assertThat(type.getValue().has("example"))
                                    .as(body.what())
                                    .isTrue();
                            softly.assertThat(DocumentJudge.errors(
                                            judge.of(type.getValue().path("schema")),
                                            type.getValue().path("example").toString()))
                                    .as(body.what())
                                    .isEmpty();
                        }))));
    }

    private record Body(String what, JsonNode content) {}

    private static List<Body> bodies(ApiDocument.Call call) {
        List<Body> bodies = new ArrayList<>();
        bodies.add(new Body(call + " request", call.node().path("requestBody").path("content")));
        call.node().path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .forEach(response -> bodies.add(new Body(
                        call + " " + response.getKey(), response.getValue().path("content"))));
        return bodies;
    }

    /// About something that there is not; an example that the server cannot read or does not allow is told apart.
    @Test
    void everyExampleOfABodyIsTaken() {
        List<Operation> operations =
                Operation.all().stream().filter(Operation::takesJson).toList();
        String repository = "repository=" + Settings.repository().id();
        SoftAssertions.assertSoftly(softly -> ApiDocument.read().calls().stream()
                .filter(ApiDocument.Call::hasBody)
                .filter(call -> operations.stream().anyMatch(one -> one.name().equals(call.toString())))
                .forEach(call -> {
                    Operation operation = operations.stream()
                            .filter(one -> one.name().equals(call.toString()))
                            .findFirst()
                            .orElseThrow();
                    String example = call.node()
                            .path("requestBody")
                            .path("content")
                            .path("application/json")
                            .path("example")
                            .toString();
                    softly.assertThat(operation
                                    .call(operation.caller().body(example), repository)
                                    .asString())
                            .as(call.toString())
                            .doesNotContain("malformed_request", "invalid_value", "undocumented", "internal");
                }));
    }

    @Test
    void itCanBeRead() {
        given().get("/q/swagger-ui/").then().statusCode(200);
    }

    /// The members `name` of a list's entries; the entries themselves without one.
    private static List<String> texts(JsonNode list, String name) {
        Stream<JsonNode> entries = StreamSupport.stream(list.spliterator(), false);
        return entries.map(entry ->
                        name.isEmpty() ? entry.asText() : entry.path(name).asText())
                .toList();
    }
}
