package dev.paddock.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of KEDA's objects that its documentation (2.17) has and the manifests use. Where one is missing here and
/// right, add it.
final class Keda {

    private Keda() {}

    /// The type of an object; null when it is none of KEDA's.
    static @Nullable Class<?> type(JsonNode object) {
        if (!object.path("apiVersion").asText().equals("keda.sh/v1alpha1")) {
            return null;
        }
        return switch (object.path("kind").asText()) {
            case "ScaledObject" -> ScaledObject.class;
            case "ScaledJob" -> ScaledJob.class;
            case "TriggerAuthentication" -> TriggerAuthentication.class;
            default -> null;
        };
    }

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ObjectSpec spec) {}

    record ObjectSpec(
            Target scaleTargetRef,
            int pollingInterval,
            int cooldownPeriod,
            int minReplicaCount,
            int maxReplicaCount,
            Advanced advanced,
            List<Trigger> triggers) {}

    record Target(String apiVersion, String kind, String name) {}

    record Advanced(Behaviour horizontalPodAutoscalerConfig) {}

    record Behaviour(HorizontalPodAutoscalerBehavior behavior) {}

    record Trigger(String type, @Nullable String metricType, MetricsApi metadata, Reference authenticationRef) {}

    /// Of the scaler `metrics-api`; KEDA takes texts alone.
    record MetricsApi(
            String url,
            String valueLocation,
            String targetValue,
            @Nullable String activationTargetValue,
            String authMode,
            String method,
            String keyParamName) {}

    record Reference(String name) {}

    record ScaledJob(String apiVersion, String kind, ObjectMeta metadata, ScaledJobSpec spec) {}

    record ScaledJobSpec(
            int pollingInterval,
            int maxReplicaCount,
            int successfulJobsHistoryLimit,
            int failedJobsHistoryLimit,
            Map<String, String> scalingStrategy,
            Map<String, String> rollout,
            List<Trigger> triggers,
            JobSpec jobTargetRef) {}

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, AuthenticationSpec spec) {}

    record AuthenticationSpec(List<SecretTarget> secretTargetRef) {}

    record SecretTarget(String parameter, String name, String key) {}
}
