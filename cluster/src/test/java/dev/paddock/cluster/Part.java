package dev.paddock.cluster;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import dev.paddock.proving.drill.stage.Wait;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/// One container of the cluster, and what can happen to it. It keeps its file system and its ports over restarts.
final class Part implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(150);
    private static final int KILLED = 137;
    private static final int KEPT_LINES = 20_000;
    private static final int SHOWN_LINES = 30;

    private final Plan plan;
    private final Network network;
    private final GenericContainer<?> container;

    /// What is to be started.
    ///
    /// @param name on the network
    /// @param binds `from:to`, and `:ro`
    /// @param ports of the container by those of 127.0.0.1
    /// @param more settings of its creation
    /// @param ready whether it does its work
    record Plan(
            String name,
            String image,
            Map<String, String> environment,
            List<String> binds,
            Map<Integer, Integer> ports,
            Consumer<CreateContainerCmd> more,
            Wait.Condition ready) {}

    Part(Plan plan, Network network) {
        this.plan = plan;
        this.network = network;
        this.container = new GenericContainer<>(DockerImageName.parse(plan.image()))
                .withNetwork(network)
                .withNetworkAliases(plan.name())
                .withEnv(plan.environment())
                .waitingFor(new Started())
                .withCreateContainerCmdModifier(this::create);
        container.setPortBindings(plan.ports().entrySet().stream()
                .map(port -> "127.0.0.1:" + port.getKey() + ":" + port.getValue())
                .toList());
    }

    private void create(CreateContainerCmd command) {
        HostConfig host = Objects.requireNonNull(command.getHostConfig());
        host.withBinds(plan.binds().stream().map(Bind::parse).toList());
        command.withHostName(plan.name());
        plan.more().accept(command);
    }

    /// Whether a part is ready says its plan.
    private static final class Started extends AbstractWaitStrategy {

        @Override
        protected void waitUntilReady() {
            // It was started.
        }
    }

    String name() {
        return plan.name();
    }

    /// Creates it and does not wait until it is ready.
    Part launch() {
        container.start();
        return this;
    }

    /// Throws when that does not come.
    void awaitReady() throws InterruptedException {
        String unseen = "";
        try {
            if (Wait.until(START, plan.ready())) {
                return;
            }
        } catch (IllegalStateException e) {
            unseen = " (" + e.getMessage() + ")";
        }
        throw new IllegalStateException("%s was not ready within %d s%s; its log ends with: %s"
                .formatted(name(), START.toSeconds(), unseen, tail()));
    }

    /// Has it stop in order, with its image's signal; false when it had to be killed.
    boolean stop(Duration patience) {
        docker().stopContainerCmd(id()).withTimeout((int) patience.toSeconds()).exec();
        Long code = docker().inspectContainerCmd(id()).exec().getState().getExitCodeLong();
        return code != null && code != KILLED;
    }

    /// Starts it again, and waits until it is ready.
    void start() throws InterruptedException {
        docker().startContainerCmd(id()).exec();
        awaitReady();
    }

    /// SIGKILL.
    void kill() {
        docker().killContainerCmd(id()).exec();
    }

    /// All its processes stand still.
    void pause() {
        docker().pauseContainerCmd(id()).exec();
    }

    void resume() {
        docker().unpauseContainerCmd(id()).exec();
    }

    /// Takes it off the network: what is sent to it vanishes.
    void cutOff() {
        docker().disconnectFromNetworkCmd()
                .withContainerId(id())
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    void reconnect() {
        docker().connectToNetworkCmd()
                .withContainerId(id())
                .withNetworkId(network.getId())
                .withContainerNetwork(new ContainerNetwork().withAliases(name()))
                .exec();
    }

    /// Whether it has said so since then, to the second.
    boolean hasSaid(Pattern words, Instant since) throws InterruptedException {
        return words.matcher(log(command -> command.withSince((int) since.getEpochSecond())))
                .find();
    }

    /// Writes the end of what it said to `folder`.
    void keepLog(Path folder) throws IOException, InterruptedException {
        if (container.getContainerId() != null) {
            Files.writeString(folder.resolve(name() + ".log"), log(command -> command.withTail(KEPT_LINES)));
        }
    }

    private String tail() throws InterruptedException {
        return log(command -> command.withTail(SHOWN_LINES));
    }

    private String log(Consumer<LogContainerCmd> part) throws InterruptedException {
        var text = new StringBuilder();
        LogContainerCmd command =
                docker().logContainerCmd(id()).withStdOut(true).withStdErr(true);
        part.accept(command);
        command.exec(new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                })
                .awaitCompletion();
        return text.toString();
    }

    private String id() {
        return container.getContainerId();
    }

    private static DockerClient docker() {
        return Engine.client();
    }

    @Override
    public void close() {
        container.stop();
    }
}
