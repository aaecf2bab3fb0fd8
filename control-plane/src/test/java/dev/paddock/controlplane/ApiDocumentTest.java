package dev.paddock.controlplane;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// The OpenAPI document has every call and says all of it.
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
        List<ApiDocument.Call> calls = ApiDocument.read().calls();
        Set<String> ids = calls.stream()
                .map(call -> call.node().path("operationId").asText())
                .collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(calls).allMatch(id -> id.matches("[a-z][A-Za-z]+"));
        SoftAssertions.assertSoftly(softly -> calls.forEach(call -> {
            softly.assertThat(call.node().path("summary").asText())
                    .as(call.toString())
                    .isNotBlank();
            softly.assertThat(call.node().path("tags").size())
                    .as(call.toString())
                    .isEqualTo(1);
            softly.assertThat(call.permissions().isEmpty()).as(call.toString()).isEqualTo(call.isPublic());
        }));
    }

    @Test
    void everyBodyHasAnExampleThatItsSchemaTakes() {
        JsonNode root = ApiDocument.read().root();
        SoftAssertions softly = new SoftAssertions();
        for (ApiDocument.Call call : ApiDocument.read().calls()) {
            check(
                    softly,
                    root,
                    call + " request",
                    call.node().path("requestBody").path("content"));
            call.node().path("responses").properties().stream()
                    .filter(response -> response.getKey().startsWith("2"))
                    .forEach(response -> check(
                            softly,
                            root,
                            call + " " + response.getKey(),
                            response.getValue().path("content")));
        }
        softly.assertAll();
    }

    private static void check(SoftAssertions softly, JsonNode root, String what, JsonNode content) {
        content.properties().forEach(type -> {
            softly.assertThat(type.getValue().has("example")).as(what).isTrue();
            ObjectNode schema = new ObjectMapper().createObjectNode();
            schema.set("components", root.path("components"));
            schema.set(
                    "allOf",
                    new ObjectMapper().createArrayNode().add(type.getValue().path("schema")));
            Schema judge = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema.toString(), InputFormat.JSON);
            softly.assertThat(judge.validate(type.getValue().path("example").toString(), InputFormat.JSON))
                    .as(what)
                    .isEmpty();
        });
    }

    @Test
    void itCanBeRead() {
        given().get("/q/swagger-ui/").then().statusCode(200);
    }
}
