package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runners, their engines, and those who say how many there are.
class RunnersTest {

    private static final String ALL = "dev.paddock.kubernetes.Rendered#all";
    private static final String OVERLAYS = "dev.paddock.kubernetes.Rendered#overlays";
    private static final String RUNNER = "Deployment paddock-runners/runner";
    private static final Pattern SLOTS = Pattern.compile("[?&]slots=(\\d+)");

    @ParameterizedTest
    @MethodSource(ALL)
    void noEngineListensToTheNetwork(Rendered rendered) {
        List<JsonNode> engines = engines(rendered).toList();
        assertThat(engines).hasSize(usesTheNodes(rendered) ? 0 : 1);
        for (JsonNode engine : engines) {
            List<String> arguments =
                    engine.path("args").valueStream().map(JsonNode::asText).toList();
            // The image's entrypoint adds a listener without a password where the first word is an option.
            assertThat(arguments).startsWith("dockerd").contains("--host=unix:///run/paddock/docker.sock");
            assertThat(arguments).noneMatch(argument -> argument.contains("tcp:"));
        }
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void anEngineKeepsItsImagesInAFolderOfItsOwnMaking(Rendered rendered) {
        engines(rendered).forEach(engine -> {
            String folder = Rendered.elements(engine.path("args")).stream()
                    .map(JsonNode::asText)
                    .filter(argument -> argument.startsWith("--data-root="))
                    .map(argument -> argument.replaceFirst("[^=]*=", ""))
                    .collect(Collectors.joining());
            // A volume's own folder is root's: an engine that is not root may not set its mode, and ends.
            assertThat(mounts(engine)).doesNotContain(folder, "/home/rootless/.local/share/docker");
            assertThat(mounts(engine)).anySatisfy(mount -> assertThat(folder).startsWith(mount + "/"));
        });
    }

    private static List<String> mounts(JsonNode container) {
        return Rendered.elements(container.path("volumeMounts")).stream()
                .map(mount -> mount.path("mountPath").asText())
                .toList();
    }

    @ParameterizedTest
    @MethodSource(OVERLAYS)
    void theReviewersImageIsOneThatTheEngineCanHave(Rendered rendered) {
        String image = rendered.setting("paddock", "PADDOCK_REVIEWER_IMAGE");
        // What begins so is never pulled: the node's engine has it, an engine of the pod's own is empty.
        assertThat(image.isEmpty() || image.startsWith("paddock/")).isEqualTo(usesTheNodes(rendered));
    }

    @ParameterizedTest
    @MethodSource(OVERLAYS)
    void noRegistryIsAskedForTheLatestOfSomething(Rendered rendered) {
        assertThat(rendered.pods())
                .allSatisfy(pod -> pod.containers().forEach(container -> {
                    String image = container.path("image").asText();
                    if (image.endsWith(":latest")
                            || !image.replaceFirst(".*/", "").contains(":")) {
                        assertThat(container.path("imagePullPolicy").asText())
                                .as(image)
                                .isIn("IfNotPresent", "Never");
                    }
                }));
    }

    @Test
    void aRollOutThatGoesWrongLeavesTheOldRunners() {
        JsonNode deployment = Rendered.overlay("production").object(RUNNER);
        assertThat(deployment.at("/spec/minReadySeconds").asInt()).isGreaterThanOrEqualTo(60);
        assertThat(deployment.at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(1))
                .isZero();
        JsonNode runner = deployment.at("/spec/template/spec/containers/0");
        String status = Rendered.variable(runner, "PADDOCK_RUNNER_STATUS_FILE").asText();
        assertThat(status).startsWith("/tmp/");
        assertThat(runner.at("/readinessProbe/exec/command").valueStream().map(JsonNode::asText))
                .containsExactly("test", "-s", status);
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void aRunnerMayFinishItsLongestRun(Rendered rendered) {
        for (Rendered.Pod pod : rendered.ours()) {
            if (pod.labels().path("app.kubernetes.io/name").asText().equals("runner")) {
                Duration grace = grace(pod.spec());
                // The most that a run's timeout_seconds may be, and the time to send its last lines and its result.
                assertThat(grace)
                        .isGreaterThanOrEqualTo(Duration.ofSeconds(21_600).plusMinutes(5));
                // Then what is left is killed and handed back.
                assertThat(Duration.ofSeconds(
                                pod.spec().path("terminationGracePeriodSeconds").asLong()))
                        .isGreaterThanOrEqualTo(grace.plusSeconds(30));
                assertThat(engines(rendered))
                        .allSatisfy(engine -> assertThat(
                                        engine.path("restartPolicy").asText())
                                .isEqualTo("Always"));
            }
        }
    }

    /// What the agent of the pod gives its tasks when it is stopped.
    private static Duration grace(JsonNode pod) {
        JsonNode value = pod.path("containers")
                .valueStream()
                .map(container -> Rendered.variable(container, "PADDOCK_RUNNER_STOP_GRACE"))
                .filter(variable -> !variable.isMissingNode())
                .findFirst()
                .orElseThrow();
        return Duration.parse("PT" + value.asText());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whoeverScalesCountsWithTheSlotsThatRunnersHave(Rendered rendered) {
        String slots = rendered.setting("paddock-runner", "PADDOCK_RUNNER_SLOTS");
        assertThat(slots).isNotEmpty();
        assertThat(rendered.setting("paddock", "PADDOCK_SCALING_SLOTS")).isEqualTo(slots);
        for (String kind : List.of("ScaledObject", "ScaledJob")) {
            for (JsonNode scaled : rendered.ofKind(kind)) {
                assertThat(SLOTS.matcher(scaled.at("/spec/triggers/0/metadata/url")
                                        .asText())
                                .results()
                                .map(found -> found.group(1)))
                        .containsExactly(slots);
            }
        }
    }

    /// KEDA takes jobs that run from the number, also those that are being stopped: so must what is in work at them be
    /// in it, and only there.
    @ParameterizedTest
    @MethodSource(ALL)
    void whoeverStartsAPodForEachReviewAsksForPodsOfOneTask(Rendered rendered) {
        for (JsonNode jobs : rendered.ofKind("ScaledJob")) {
            assertThat(url(jobs)).contains("once=true").doesNotContain("cooldown");
            assertThat(jobs.at("/spec/scalingStrategy/strategy").asText()).isEqualTo("default");
            // Another version deletes no job that runs: its pod would drain, and be counted no more.
            assertThat(jobs.at("/spec/rollout/strategy").asText()).isEqualTo("gradual");
            assertThat(Rendered.variable(
                                    jobs.at("/spec/jobTargetRef/template/spec/containers/0"), "PADDOCK_RUNNER_ONCE")
                            .asText())
                    .isEqualTo("true");
        }
        assertThat(rendered.ofKind("ScaledObject"))
                .allSatisfy(stays -> assertThat(url(stays)).doesNotContain("once="));
    }

    private static String url(JsonNode scaled) {
        return scaled.at("/spec/triggers/0/metadata/url").asText();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void whatIsScaledHasNoNumberOfItsOwnAndIsScaledAtOnce(Rendered rendered) {
        Stream.concat(rendered.ofKind("ScaledObject").stream(), rendered.ofKind("HorizontalPodAutoscaler").stream())
                .forEach(scaler -> {
                    JsonNode target = scaler.at("/spec/scaleTargetRef");
                    JsonNode deployment = rendered.object(target.path("kind").asText() + " "
                            + Rendered.namespace(scaler) + "/"
                            + target.path("name").asText());
                    assertThat(deployment.at("/spec/replicas").isMissingNode())
                            .as(Rendered.name(scaler))
                            .isTrue();
                    JsonNode behaviour = scaler.findValue("behavior");
                    int most = Math.max(
                            scaler.at("/spec/maxReplicas").asInt(),
                            scaler.at("/spec/maxReplicaCount").asInt());
                    JsonNode up = behaviour.at("/scaleUp/policies/0");
                    assertThat(up.path("type").asText()).isEqualTo("Pods");
                    assertThat(up.path("value").asInt()).isGreaterThanOrEqualTo(most);
                    assertThat(behaviour
                                    .at("/scaleDown/stabilizationWindowSeconds")
                                    .asInt(1))
                            .isZero();
                });
    }

    /// What docs/operations.md says to do for another lane, with every component that changes runners.
    @Test
    void anotherLaneIsMadeAsTheDocumentationSays(@TempDir Path scratch) throws Exception {
        Path overlay = Lane.make(scratch);
        Rendered rendered = new Rendered("lane", Kustomize.build(overlay));
        JsonNode lane = rendered.object(RUNNER + "-gpu");
        assertThat(lane.at("/spec/selector/matchLabels"))
                .isEqualTo(lane.at("/spec/template/metadata/labels"))
                .isNotEqualTo(rendered.object(RUNNER).at("/spec/selector/matchLabels"));
        JsonNode pod = lane.at("/spec/template/spec");
        JsonNode runner = pod.at("/containers/0");
        assertThat(Rendered.variable(runner, "PADDOCK_RUNNER_TAGS").asText()).isEqualTo("gpu");
        // deletion-cost and docker-socket.
        assertThat(runner.path("env").findValuesAsText("name")).contains("PADDOCK_RUNNER_POD");
        assertThat(pod.path("automountServiceAccountToken").asBoolean()).isTrue();
        assertThat(pod.at("/initContainers").findValuesAsText("name")).contains("work");
        assertThat(engines(rendered)).isEmpty();

        JsonNode scaler = rendered.object("ScaledObject paddock-runners/runner-gpu");
        assertThat(url(scaler)).contains("lane=gpu");
        assertThat(scaler.at("/spec/scaleTargetRef/name").asText()).isEqualTo("runner-gpu");
        whatIsScaledHasNoNumberOfItsOwnAndIsScaledAtOnce(rendered);
        assertThat(rendered.setting("paddock", "PADDOCK_SCALING_LANES_GPU_SLOTS"))
                .isEqualTo(rendered.setting("paddock-runner", "PADDOCK_RUNNER_SLOTS"));
    }

    @Test
    void theServicesOfOneMachineAreThoseOfCompose() throws Exception {
        JsonNode compose = new YAMLMapper()
                .readTree(Kustomize.FOLDER.resolve("../compose/compose.yaml").toFile());
        Rendered dev = Rendered.overlay("dev");
        for (String service : List.of("postgres", "kafka", "s3")) {
            JsonNode expected = compose.at("/services/" + service);
            JsonNode container =
                    dev.object("Deployment paddock-services/" + service).at("/spec/template/spec/containers/0");
            assertThat(container.path("image")).isEqualTo(expected.path("image"));
            Set<String> variables = new TreeSet<>();
            container.path("env").forEach(one -> variables.add(one.path("name").asText()));
            // Its data goes with the pod.
            Set<String> wanted = new TreeSet<>(expected.path("environment").properties().stream()
                    .map(one -> one.getKey())
                    .filter(name -> !name.equals("KAFKA_LOG_DIRS"))
                    .toList());
            assertThat(variables).as(service).isEqualTo(wanted);
        }
    }

    private static Stream<JsonNode> engines(Rendered rendered) {
        return rendered.pods().stream()
                .flatMap(Rendered.Pod::containers)
                .filter(container -> container.path("image").asText().contains("dind"));
    }

    private static boolean usesTheNodes(Rendered rendered) {
        return rendered.objects().toString().contains("/var/run/docker.sock");
    }
}
