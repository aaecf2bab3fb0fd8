package dev.paddock.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What every image of ours promises.
@EnabledIf(
        value = "dev.paddock.cluster.Engine#isReady",
        disabledReason = "no Docker engine, or no images: ./paddock images all services makes them")
class ImagesTest {

    private static final String BASE = "eclipse-temurin:25-jre";
    private static final long MEGABYTE = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "control-plane, /opt/paddock/sbom.json, 220, io.quarkus",
        "runner-agent, /opt/paddock/sbom.json, 170, org.eclipse.jgit",
        "reviewer, /opt/reviewer/sbom.json, 170, net.sourceforge.pmd"
    })
    void runsAsNobodyIsSmallAndSaysWhatItIsMadeOf(String name, String sbom, long most, String group) throws Exception {
        String tag = "paddock/" + name + ":" + Programs.TAG;
        InspectImageResponse image = Engine.client().inspectImageCmd(tag).exec();
        InspectImageResponse base = Engine.client().inspectImageCmd(BASE).exec();

        assertThat(Objects.requireNonNull(image.getConfig()).getUser()).isEqualTo("65532:65532");
        assertThat(image.getConfig().getLabels())
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                .containsKeys(
                        "org.opencontainers.image.title",
                        "org.opencontainers.image.description",
                        "org.opencontainers.image.version",
                        "org.opencontainers.image.revision");
        assertThat(layers(image)).startsWith(layers(base).toArray(String[]::new));
        assertThat((size(image) - size(base)) / MEGABYTE)
                .as("megabytes above %s", BASE)
                .isLessThan(most);
        JsonNode made = new ObjectMapper().readTree(Engine.fileOf(tag, sbom));
        assertThat(made.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(made.path("components")
                        .valueStream()
                        .map(part -> part.path("group").asText()))
                .contains(group);
    }

    private static long size(InspectImageResponse image) {
        return Objects.requireNonNull(image.getSize());
    }

    private static List<String> layers(InspectImageResponse image) {
        return Objects.requireNonNull(Objects.requireNonNull(image.getRootFS()).getLayers());
    }
}
