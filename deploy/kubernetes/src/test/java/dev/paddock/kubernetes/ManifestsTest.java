package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is rendered is what the API of Kubernetes takes, and holds to the rules that docs/operations.md gives reasons
/// for.
class ManifestsTest {

    private static final String ALL = "dev.paddock.kubernetes.Rendered#all";

    /// The one container that may be more: it runs the reviewers' engine.
    private static final String ENGINE = "docker";

    @ParameterizedTest
    @MethodSource(ALL)
    void everyMemberIsKnown(Rendered rendered) throws Exception {
        for (JsonNode object : rendered.objects()) {
            assertThat(Strict.read(object)).isNotNull();
        }
    }

    @Test
    void aMemberThatKubernetesDoesNotKnowIsRefused() {
        JsonNode deployment = Rendered.overlay("dev").object("Deployment paddock/control-plane");
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0")).put("imagePullPolice", "Always");
        assertThatThrownBy(() -> Strict.read(deployment))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("imagePullPolice");
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void theApiTakesThemAll(Rendered rendered) {
        var server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        server.init();
        for (String kind : List.of("ScaledObject", "ScaledJob", "TriggerAuthentication")) {
            server.expectCustomResource(new CustomResourceDefinitionContext.Builder()
                    .withGroup("keda.sh")
                    .withVersion("v1alpha1")
                    .withKind(kind)
                    .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
                    .withScope("Namespaced")
                    .build());
        }
        try (KubernetesClient client = server.createClient()) {
            for (JsonNode object : rendered.objects()) {
                client.resource(object.toString()).create();
            }
            for (JsonNode object : rendered.objects()) {
                var stored = client.resource(object.toString()).get();
                assertThat(stored).as(Rendered.name(object)).isNotNull();
                assertThat(stored.getMetadata().getUid()).isNotBlank();
            }
            assertThat(client.apps().deployments().inAnyNamespace().list().getItems())
                    .extracting(deployment -> deployment.getMetadata().getName())
                    .contains("control-plane", "reports");
        } finally {
            server.destroy();
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void everyPodOfOursHoldsToTheRules(Rendered rendered) throws Exception {
        assertThat(rendered.ours()).hasSize(3);
        for (Rendered.Pod pod : rendered.ours()) {
            PodSpec spec = Strict.read(pod.spec(), PodSpec.class);
            holdsToTheRules(spec);
            // One component needs the API of Kubernetes, and for the runners alone.
            boolean token = rendered.folder().equals("deletion-cost")
                    && spec.getServiceAccountName().equals("runner");
            assertThat(spec.getAutomountServiceAccountToken()).isEqualTo(token);
        }
    }

    @Test
    void theControlPlaneSurvivesTheLossOfAPod() {
        JsonNode deployment = Rendered.overlay("production").object("Deployment paddock/control-plane");
        assertThat(deployment.at("/spec/replicas").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt())
                .isZero();
        JsonNode pod = deployment.at("/spec/template/spec");
        assertThat(pod.at("/topologySpreadConstraints")).hasSize(2);
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertThat(pod.at("/containers/0/" + probe + "/httpGet/port").asText())
                    .as(probe)
                    .isEqualTo("management");
            // A ledger that is away takes no replica out of the Service: who else would say 503 with Retry-After?
            assertThat(pod.at("/containers/0/" + probe + "/httpGet/path").asText())
                    .as(probe)
                    .isIn("/q/health/started", "/q/health/live");
        }
    }

    private static void holdsToTheRules(PodSpec pod) {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(Objects.requireNonNullElse(pod.getHostNetwork(), false)).isFalse();
        containers(pod).forEach(container -> {
            assertThat(container.getResources().getLimits())
                    .as(container.getName())
                    .containsKey("memory");
            assertThat(container.getResources().getRequests())
                    .as(container.getName())
                    .containsKeys("cpu", "memory");
            if (container.getName().equals(ENGINE)) {
                // The only limits that its reviewers have.
                assertThat(container.getResources().getLimits()).containsKey("cpu");
                return;
            }
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .as(container.getName())
                    .isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                    .isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop())
                    .containsExactly("ALL");
            // Secrets are named, never spelled out.
            container
                    .getEnv()
                    .forEach(variable -> assertThat(variable.getName() + "=" + variable.getValue())
                            .doesNotContainPattern("(?i)(password|secret|key)=(?!null|/)"));
        });
    }

    private static Stream<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream());
    }
}
