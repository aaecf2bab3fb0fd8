package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever an object names is rendered with it, or is a Secret that docs/operations.md says to make.
class ReferencesTest {

    private static final String ALL = "dev.paddock.kubernetes.Rendered#all";
    private static final Pattern SECRET = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| `([a-z-]+)` \\| (.*) \\|$");

    /// Members that name something by their text, and what.
    private static final Map<String, String> TEXTS = Map.of(
            "serviceAccountName", "ServiceAccount",
            "secretName", "Secret",
            "policyName", "ValidatingAdmissionPolicy");

    /// Members that name something by their `name`, and what.
    private static final Map<String, String> OBJECTS = Map.of(
            "configMapRef", "ConfigMap",
            "configMapKeyRef", "ConfigMap",
            "configMap", "ConfigMap",
            "secretRef", "Secret",
            "secretKeyRef", "Secret",
            "secretTargetRef", "Secret",
            "authenticationRef", "TriggerAuthentication",
            "service", "Service");

    /// Members that say of which kind it is what they name.
    private static final Set<String> KINDS = Set.of("scaleTargetRef", "roleRef", "subjects");

    @ParameterizedTest
    @MethodSource(ALL)
    void whatIsNamedIsThere(Rendered rendered) throws Exception {
        Map<String, String> secrets = documentedSecrets();
        assertThat(secrets).hasSizeGreaterThan(5);
        Set<String> there = rendered.names();
        there.addAll(secrets.keySet());

        for (JsonNode object : rendered.objects()) {
            Set<String> named = new TreeSet<>();
            collect(object, object, named);
            assertThat(there).as(Rendered.name(object)).containsAll(named);
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void everyKeyOfASecretIsDocumented(Rendered rendered) throws Exception {
        Map<String, String> secrets = documentedSecrets();
        for (JsonNode object : rendered.objects()) {
            String namespace = Rendered.namespace(object);
            for (String member : Set.of("secretKeyRef", "secretTargetRef")) {
                for (JsonNode reference : object.findValues(member)) {
                    for (JsonNode one : reference.isArray() ? reference : Set.of(reference)) {
                        assertThat(secrets.get("Secret " + namespace + "/"
                                        + one.path("name").asText()))
                                .as(Rendered.name(object) + ": " + one)
                                .contains("`" + one.path("key").asText() + "`");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatSelectsPodsFindsSome(Rendered rendered) {
        Set<String> pods = new TreeSet<>();
        Set<String> scaled = new TreeSet<>();
        for (Rendered.Pod pod : rendered.pods()) {
            String namespace = pod.owner().replaceFirst("^\\S+ ", "").replaceFirst("/.*", "");
            String label = namespace + "/"
                    + pod.labels().path("app.kubernetes.io/name").asText();
            pods.add(label);
            if (pod.owner().startsWith("Deployment")) {
                scaled.add(label);
            }
        }
        for (JsonNode service : rendered.ofKind("Service")) {
            assertThat(pods)
                    .as(Rendered.name(service))
                    .contains(Rendered.namespace(service) + "/"
                            + service.at("/spec/selector/app.kubernetes.io~1name")
                                    .asText());
        }
        // A budget over pods of Jobs is an error: these have no scale.
        for (JsonNode budget : rendered.ofKind("PodDisruptionBudget")) {
            assertThat(scaled)
                    .as(Rendered.name(budget))
                    .contains(Rendered.namespace(budget) + "/"
                            + budget.at("/spec/selector/matchLabels/app.kubernetes.io~1name")
                                    .asText());
        }
    }

    private static void collect(JsonNode object, JsonNode part, Set<String> named) {
        String namespace = Rendered.namespace(object);
        part.properties().forEach(member -> {
            JsonNode value = member.getValue();
            String text = TEXTS.get(member.getKey());
            if (text != null && value.isTextual()) {
                named.add(text + " " + (text.equals("ValidatingAdmissionPolicy") ? "" : namespace) + "/"
                        + value.asText());
            }
            for (JsonNode one : value.isArray() ? value : Set.of(value)) {
                String kind =
                        KINDS.contains(member.getKey()) ? one.path("kind").asText() : OBJECTS.get(member.getKey());
                if (kind != null && one.path("name").isTextual()) {
                    String where = one.path("namespace").asText(namespace);
                    named.add(kind + " " + where + "/" + one.path("name").asText());
                }
            }
        });
        part.forEach(member -> collect(object, member, named));
    }

    /// The Secrets of the table in docs/operations.md, and what it says of each.
    private static Map<String, String> documentedSecrets() throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        SECRET.matcher(Files.readString(Kustomize.FOLDER.resolve("../../docs/operations.md")))
                .results()
                .forEach(row -> secrets.put("Secret " + row.group(2) + "/" + row.group(1), row.group(3)));
        return secrets;
    }
}
