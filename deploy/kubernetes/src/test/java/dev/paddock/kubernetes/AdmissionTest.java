package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the policy of the component `deletion-cost` lets a runner do with its right to patch pods, judged by an
/// implementation of the language that it is written in.
class AdmissionTest {

    private static final String ALL = "dev.paddock.kubernetes.Rendered#all";
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};
    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(CelExtensions.optional())
            .addRuntimeLibraries(CelExtensions.optional())
            .addVar("object", SimpleType.DYN)
            .addVar("oldObject", SimpleType.DYN)
            .addVar("request", SimpleType.DYN)
            .addVar("variables", SimpleType.DYN)
            .build();
    private static final String POD = """
            {"metadata": {"name": "runner-1", "labels": {"app.kubernetes.io/name": "runner"},
              "annotations": {"team": "a"}, "resourceVersion": "1"},
             "spec": {"containers": [{"name": "runner", "image": "paddock/runner-agent"}]},
             "status": {"phase": "Running"}}
            """;

    private final Rendered component = Rendered.component("deletion-cost");

    @ParameterizedTest
    @MethodSource(ALL)
    void whereARunnerMayPatchPodsThePolicyIsBound(Rendered rendered) {
        boolean mayPatch = rendered.ofKind("Role").stream()
                .anyMatch(role -> role.path("rules").toString().contains("pods"));
        assertThat(mayPatch).isEqualTo(rendered.folder().equals("deletion-cost"));
        for (String kind : List.of("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")) {
            assertThat(rendered.ofKind(kind)).as(kind).hasSize(mayPatch ? 1 : 0);
        }
    }

    @Test
    void itIsDeniedWhatThePolicyForbids() {
        JsonNode binding = component.ofKind("ValidatingAdmissionPolicyBinding").getFirst();
        JsonNode policy = component.ofKind("ValidatingAdmissionPolicy").getFirst();
        JsonNode subject =
                component.object("RoleBinding paddock-runners/deletion-cost").at("/subjects/0");

        assertThat(binding.at("/spec/validationActions").toString()).isEqualTo("[\"Deny\"]");
        assertThat(policy.at("/spec/failurePolicy").asText()).isEqualTo("Fail");
        assertThat(policy.at("/spec/matchConditions/0/expression").asText())
                .isEqualTo("request.userInfo.username == 'system:serviceaccount:%s:%s'"
                        .formatted(
                                subject.path("namespace").asText(),
                                subject.path("name").asText()));
    }

    @Test
    void aRunnerSetsTheDeletionCostOfItsOwnPod() throws Exception {
        assertThat(denied("runner-1", pod -> annotations(pod).put(COST, "2"))).isEmpty();
        assertThat(denied("runner-2", pod -> annotations(pod).put(COST, "2"))).hasSize(1);
    }

    @Test
    void itChangesNothingElse() throws Exception {
        assertDenied(pod -> container(pod).put("image", "evil"));
        assertDenied(pod -> of(pod, "spec").put("activeDeadlineSeconds", 1));
        assertDenied(pod -> of(of(pod, "metadata"), "labels").remove("app.kubernetes.io/name"));
        assertDenied(pod -> of(pod, "metadata").put("finalizers", List.of("mine/forever")));
        assertDenied(pod -> of(pod, "metadata").put("ownerReferences", List.of(Map.of("name", "another"))));
        assertDenied(pod -> annotations(pod).put("team", "b"));
        assertDenied(pod -> annotations(pod).put("more", "than that"));
        assertDenied(pod -> annotations(pod).remove("team"));
        assertDenied(pod -> of(pod, "metadata").remove("annotations"));
        assertDenied(pod -> of(pod, "status").put("phase", "Failed"));
    }

    private void assertDenied(Consumer<Map<String, Object>> change) throws Exception {
        assertThat(denied("runner-1", pod -> {
                    annotations(pod).put(COST, "2");
                    change.accept(pod);
                }))
                .containsExactly("A runner changes nothing of its pod but its deletion cost.");
    }

    /// What is said to a runner that changes the pod `runner-1` like this; nothing when it may.
    ///
    /// @param pod in which the runner runs
    private List<String> denied(String pod, Consumer<Map<String, Object>> change) throws Exception {
        Map<String, Object> before = JSON.readValue(POD, MAP);
        Map<String, Object> after = JSON.readValue(POD, MAP);
        of(after, "metadata").put("resourceVersion", "2");
        change.accept(after);
        Map<String, Object> scope = new HashMap<>(Map.of(
                "object",
                after,
                "oldObject",
                before,
                "request",
                Map.of(
                        "name",
                        "runner-1",
                        "operation",
                        "UPDATE",
                        "userInfo",
                        Map.of("extra", Map.of("authentication.kubernetes.io/pod-name", List.of(pod))))));
        JsonNode spec = component.ofKind("ValidatingAdmissionPolicy").getFirst().path("spec");
        Map<String, Object> variables = new HashMap<>();
        for (JsonNode variable : spec.path("variables")) {
            scope.put("variables", variables);
            variables.put(
                    variable.path("name").asText(),
                    evaluate(variable.path("expression").asText(), scope));
        }
        List<String> said = new ArrayList<>();
        for (JsonNode validation : spec.path("validations")) {
            if (!Boolean.TRUE.equals(evaluate(validation.path("expression").asText(), scope))) {
                said.add(validation.path("message").asText());
            }
        }
        return said;
    }

    private static Object evaluate(String expression, Map<String, Object> scope) throws Exception {
        try {
            return CEL.createProgram(CEL.compile(expression).getAst()).eval(scope);
        } catch (CelEvaluationException e) {
            throw new AssertionError(expression, e);
        }
    }

    private static Map<String, Object> annotations(Map<String, Object> pod) {
        return of(of(pod, "metadata"), "annotations");
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> container(Map<String, Object> pod) {
        List<?> containers = (List<?>) Objects.requireNonNull(of(pod, "spec").get("containers"));
        return (Map<String, Object>) containers.getFirst();
    }

    @SuppressWarnings("unchecked") // JSON
    private static Map<String, Object> of(Map<String, Object> object, String member) {
        return (Map<String, Object>) Objects.requireNonNull(object.get(member));
    }
}
