package dev.paddock.controlplane.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paddock.controlplane.ConventionsResource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import java.io.IOException;
import java.util.Map;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.Index;
import org.junit.jupiter.api.Test;

/// A call that is marked as deprecated in the code is so in the document, too.
class DeprecationTest {

    @Test
    void aDeprecatedCallIsMarkedWithItsEnd() throws IOException {
        Index index = Index.of(ConventionsResource.class);
        OpenAPI document = SmallRyeOpenAPI.builder()
                .withConfig(new SmallRyeConfigBuilder()
                        .withDefaultValues(
                                Map.of("mp.openapi.extensions.smallrye.operationIdStrategy", "PACKAGE_CLASS_METHOD"))
                        .build())
                .withIndex(index)
                .build()
                .model();

        new DocumentFilter(index).filterOpenAPI(document);

        Operation old = get(document, "/v1/test-conventions/old");
        assertThat(old.getDeprecated()).isTrue();
        assertThat(old.getExtensions()).containsEntry("x-sunset", "2027-01-31");
        assertThat(old.getResponses().getAPIResponse("200").getHeaders()).containsKeys("Deprecation", "Sunset");
        Operation other = get(document, "/v1/test-conventions/parameters");
        assertThat(other.getDeprecated()).isNull();
        assertThat(other.getResponses().getAPIResponse("200").getHeaders()).isNull();
    }

    private static Operation get(OpenAPI document, String path) {
        return document.getPaths().getPathItem(path).getGET();
    }
}
