package dev.paddock.runner.container.docker;

import dev.paddock.runner.container.NeedsDocker;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewContainersContract;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

@NeedsDocker
class DockerContainersTest extends ReviewContainersContract {

    private static DockerEngine engine;
    private static DockerContainers containers;

    @BeforeAll
    static void connect() throws IOException {
        engine = DockerEngine.connect(DockerConfig.defaults());
        ShellImage.build(engine.calls());
        containers = DockerContainers.connect(DockerConfig.defaults(), InstantSource.system());
    }

    @AfterAll
    static void disconnect() {
        containers.close();
        engine.close();
    }

    @Override
    protected ReviewContainers containers() {
        return containers;
    }

    @Override
    protected String image() {
        return ShellImage.NAME;
    }

    @Override
    protected int leftBehind() {
        return engine.calls()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(ContainerRecipe.TASK_LABEL, "task-1"))
                .exec()
                .size();
    }
}
