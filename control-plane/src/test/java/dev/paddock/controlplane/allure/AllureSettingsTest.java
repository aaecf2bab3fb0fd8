package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.paddock.controlplane.RealServices;
import dev.paddock.controlplane.Server;
import dev.paddock.controlplane.Settings;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/api/settings/allure`, with the real npm.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class AllureSettingsTest {

    private static final String ALLURE = "/api/settings/allure";
    private static final Path FOLDER = Path.of("target", "allure");
    private static final String ANOTHER = "3.17.0";

    private final Jdbi ledger;

    AllureSettingsTest(Jdbi ledger) {
        this.ledger = ledger;
    }

    @AfterEach
    void chooseTheDefault() {
        ledger.useHandle(handle -> handle.execute("delete from allure_version"));
    }

    private static ValidatableResponse put(@Nullable Object version) {
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("version", version);
        return Settings.admin().body(body).put(ALLURE).then();
    }

    @Test
    void theDefaultIsSaidAndWhatIsNewest() {
        Settings.admin()
                .get(ALLURE)
                .then()
                .statusCode(200)
                .body("version", equalTo("3.18.0"))
                .body("latest", matchesPattern("(\\d+\\.\\d+\\.\\d+)?"));
    }

    @Test
    void anotherVersionIsInstalledBesideAndBackAgain() throws IOException {
        put(ANOTHER).statusCode(200).body("version", equalTo(ANOTHER));

        assertThat(FOLDER.resolve(ANOTHER).resolve("node_modules/allure/cli.js"))
                .isRegularFile();
        Settings.admin().get(ALLURE).then().body("version", equalTo(ANOTHER));
        put("3.18.0").statusCode(200).body("version", equalTo("3.18.0"));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void whatNpmSaysOfAVersionThatThereIsNotIsInTheDetailAndNothingChanges() throws IOException {
        put("0.0.999")
                .statusCode(500)
                .body("code", equalTo("allure_not_installed"))
                .body("detail", containsString("0.0.999"))
                .body("detail", containsString("npm"));

        Settings.admin().get(ALLURE).then().body("version", equalTo("3.18.0"));
        assertThat(FOLDER.resolve("0.0.999")).doesNotExist();
        assertThat(leftovers()).isEmpty();
    }

    private static List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4.0-beta.1", "latest", "", "3.4", "../../etc", "--help", "3.18.0 && touch x"})
    void whatIsNoReleasedVersionIsRefused(String version) {
        put(version).statusCode(400).body("errors[0].field", equalTo("version"));
    }

    @Test
    void aMissingVersionIsRefused() {
        put(null).statusCode(400);
        put(7).statusCode(400);
        Settings.admin().body("{}").put(ALLURE).then().statusCode(400);
    }

    @Test
    void itIsForAdministratorsWithASession() {
        Map<String, String> body = Map.of("version", "3.18.0");
        Server.admin().body(body).put(ALLURE).then().statusCode(403).body("code", equalTo("session_required"));
        Server.admin().get(ALLURE).then().statusCode(403).body("code", equalTo("session_required"));
        Settings.session("developer").body(body).put(ALLURE).then().statusCode(403);
    }
}
