package dev.paddock.controlplane.allure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paddock.controlplane.http.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What callers may say of a report, and what they may not.
class ReportConfigTest {

    private static Map<String, @Nullable Object> json(String text) throws IOException {
        return new ObjectMapper().readValue(text, new TypeReference<>() {});
    }

    private static ReportConfig of(String text) throws IOException {
        return ReportConfig.of("reportConfig", json(text));
    }

    @Test
    void everythingThatIsAllowedIsTaken() throws IOException {
        String all = """
                {"name": "My Report", "variables": {"env": "production"}, "hideLabels": ["owner"],
                 "defaultLabels": {"severity": "normal", "tag": ["a", "b"]},
                 "qualityGate": {"rules": [{"maxFailures": 2, "minTestsCount": 10, "successRate": 0.9,
                    "maxDuration": 5000, "fastFail": true, "id": "nightly"}]},
                 "plugins": {
                    "awesome": {"options": {"reportName": "A", "theme": "dark", "groupBy": ["epic", "feature"]}},
                    "allure2": {"options": {"singleFile": false, "reportLanguage": "pt-BR"}},
                    "classic": {"options": {}}, "dashboard": {},
                    "csv": {"options": {"fileName": "allure-report.csv", "separator": ";"}}}}
                """;

        ReportConfig config = of(all);

        assertThat(config.members()).isEqualTo(json(all));
        assertThat(config.warnings()).isEmpty();
        assertThat(config.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule).containsEntry("maxFailures", 2));
        assertThat(config.isOfOnePlugin()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Runs code.
                "plugins.awesome.import | {'plugins': {'awesome': {'import': './evil.mjs'}}}",
                "plugins.evil | {'plugins': {'evil': {'import': '/tmp/evil.mjs'}}}",
                // Copies any file into the report.
                "globalAttachments | {'globalAttachments': ['/etc/passwd']}",
                "plugins.csv.options.fileName | {'plugins': {'csv': {'options': {'fileName': '/etc/cron.d/evil'}}}}",
                "plugins.csv.options.fileName | {'plugins': {'csv': {'options': {'fileName': '../evil.csv'}}}}",
                "plugins.csv.options.fileName | {'plugins': {'csv': {'options': {'fileName': '.npmrc'}}}}",
                "plugins.awesome.enabled | {'plugins': {'awesome': {'enabled': false}}}",
                "plugins.awesome.options.publish | {'plugins': {'awesome': {'options': {'publish': true}}}}",
                "allureService | {'allureService': {'accessToken': 'x'}}",
                "resultsDir | {'resultsDir': ['/etc']}",
                "dump | {'dump': ['/tmp/x.zip']}",
                "resolutions | {'resolutions': {}}",
                "categories | {'categories': {}}",
                "environments | {'environments': {}}",
                "historyLimit | {'historyLimit': 0}",
                "appendHistory | {'appendHistory': false}",
                "open | {'open': true}",
                "port | {'port': 80}",
                "qualityGate.use | {'qualityGate': {'use': ['x']}}",
                "qualityGate.rules[0].filter | {'qualityGate': {'rules': [{'filter': 'x'}]}}",
                "variables.__proto__ | {'variables': {'__proto__': 'x'}}",
                "defaultLabels.constructor | {'defaultLabels': {'constructor': 'x'}}"
            })
    void whatIsNotAllowedIsNamed(String member, String config) {
        assertThatThrownBy(() -> of(config.replace('\'', '"')))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("reportConfig." + member + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "60.0", "6e1", "9007199254740991"})
    void aWholeNumberMayHaveAPoint(String number) throws IOException {
        String config = "{\"qualityGate\": {\"rules\": [{\"maxFailures\": " + number + "}]}}";

        assertThat(of(config).members()).isEqualTo(json(config));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name': 7}",
                "{'name': ['x']}",
                "{'variables': {'a': {'b': 'c'}}}",
                "{'variables': ['a']}",
                "{'hideLabels': 'owner'}",
                "{'qualityGate': {'rules': {}}}",
                "{'qualityGate': {'rules': [{'maxFailures': -1}]}}",
                "{'qualityGate': {'rules': [{'maxFailures': 1.5}]}}",
                "{'qualityGate': {'rules': [{'maxFailures': '2'}]}}",
                "{'qualityGate': {'rules': [{'maxFailures': 1e400}]}}",
                "{'qualityGate': {'rules': [{'maxFailures': 9007199254740993}]}}",
                "{'qualityGate': {'rules': [{'successRate': 90}]}}",
                "{'qualityGate': {'rules': [{'fastFail': 'yes'}]}}",
                "{'qualityGate': {'rules': [null]}}",
                "{'plugins': ['awesome']}",
                "{'plugins': {'awesome': {'options': {'singleFile': 'no'}}}}",
                "{'plugins': {'awesome': {'options': {'reportLanguage': '../../x'}}}}",
                "{'plugins': {'awesome': {'options': {'reportName': 'two\\nlines'}}}}"
            })
    void aValueOfAnotherKindIsRefused(String config) {
        assertThatThrownBy(() -> of(config.replace('\'', '"'))).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatIsTheServersToSayIsLeftOutWithAWarning() throws IOException {
        ReportConfig config = of("{\"output\": \"/etc\", \"historyPath\": \"/etc/passwd\", \"name\": \"x\"}");

        assertThat(config.members()).containsOnlyKeys("name");
        assertThat(config.warnings()).hasSize(2).anyMatch(text -> text.contains("historyPath"));
    }

    @Test
    void overridesStandOverTheServersConfigMemberByMember() throws IOException {
        ReportConfig base = of("""
                {"name": "Base", "variables": {"a": "1", "b": "2"}, "plugins": {"awesome": {"options": {"theme": "dark"}}}}
                """);

        ReportConfig merged = base.with(of("""
                {"variables": {"b": "3"}, "plugins": {"awesome": {"options": {"reportName": "R"}}, "csv": {}}}
                """));

        assertThat(merged.members()).isEqualTo(json("""
                {"name": "Base", "variables": {"a": "1", "b": "3"},
                 "plugins": {"awesome": {"options": {"theme": "dark", "reportName": "R"}}, "csv": {}}}
                """));
        assertThat(merged.with(of("{\"plugins\": {\"awesome\": null}}"))
                        .members()
                        .get("plugins"))
                .isEqualTo(Map.of("csv", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3.4.0-beta.1",
                "3.4",
                "v3.4.0",
                "3.4.0 ",
                "latest",
                "",
                "3.4.0+build",
                "03.4.0",
                "^3.0.0",
                "3.18.0; rm -rf /"
            })
    void whatIsNoReleaseIsNoVersion(String text) {
        assertThat(AllureVersion.parse(text)).isEmpty();
    }

    @Test
    void aReleaseIsAVersion() {
        assertThat(List.of("3.18.0", "0.0.1", "10.20.30"))
                .allMatch(text -> AllureVersion.parse(text).isPresent());
    }
}
