package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/// The lock file that the default version is installed by.
class PinnedVersionTest {

    private static JsonNode read(String name) throws IOException {
        try (InputStream file = PinnedVersionTest.class.getResourceAsStream("/allure/" + name)) {
            return new ObjectMapper().readTree(file);
        }
    }

    @Test
    void itIsTheDefaultVersion() throws IOException {
        assertThat(read("package.json").at("/dependencies/allure").asText()).isEqualTo(AllureVersion.DEFAULT.text());
        assertThat(read("package-lock.json")
                        .at("/packages")
                        .path("node_modules/allure")
                        .path("version")
                        .asText())
                .isEqualTo(AllureVersion.DEFAULT.text());
    }

    @Test
    void everyPackageHasItsDigestAndNoneAnAddressOrAScript() throws IOException {
        JsonNode packages = read("package-lock.json").path("packages");

        assertThat(packages.size()).isGreaterThan(100);
        packages.properties().stream().filter(one -> !one.getKey().isEmpty()).forEach(one -> {
            assertThat(one.getValue().path("integrity").asText())
                    .as(one.getKey())
                    .startsWith("sha512-");
            assertThat(one.getValue().has("resolved")).as(one.getKey()).isFalse();
            assertThat(one.getValue().has("hasInstallScript")).as(one.getKey()).isFalse();
        });
    }
}
