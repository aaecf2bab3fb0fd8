package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.container.ReviewContainers;
import dev.paddock.runner.container.ReviewSpec;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Reviewers in containers of a Docker engine, with nothing of the host but three folders.
public final class DockerContainers implements ReviewContainers {

    private static final Logger LOG = Logger.getLogger(DockerContainers.class);

    private final DockerEngine engine;
    private final DockerConfig config;
    private final InstantSource clock;
    private final DockerImages images;
    private final ContainerRecipe recipe;

    /// Tasks of this process whose containers are made, run, or are not removed yet.
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private DockerContainers(DockerEngine engine, DockerConfig config, InstantSource clock) {
        this.engine = engine;
        this.config = config;
        this.clock = clock;
        this.images = new DockerImages(engine, config);
        this.recipe = new ContainerRecipe(engine, config);
    }

    /// Throws an [IllegalArgumentException] whose message says in one sentence why no engine will ever answer where
    /// `config` and the environment say it is. Asks nobody.
    public static void check(DockerConfig config) {
        DockerEngine.check(config);
    }

    /// Throws an [IOException] whose message says in one sentence why there is no engine.
    public static DockerContainers connect(DockerConfig config, InstantSource clock) throws IOException {
        return new DockerContainers(DockerEngine.connect(config), config, clock);
    }

    @Override
    public String describe() {
        return "%s: no network, read-only root, no capabilities, no new privileges; out folder %s"
                .formatted(engine.name(), config.outBudget().describe());
    }

    @Override
    public Launch start(ReviewSpec spec, Output output) throws InterruptedException {
        return switch (images.find(spec.image())) {
            case DockerImages.Found.Absent absent -> absent.why();
            case DockerImages.Found.Present present -> launch(spec, output, present);
        };
    }

    private Launch launch(ReviewSpec spec, Output output, DockerImages.Found.Present image)
            throws InterruptedException {
        open.add(spec.taskId());
        boolean started = false;
        try {
            Launch launch = made(spec, output, image);
            started = launch instanceof Started;
            return launch;
        } finally {
            if (!started) {
                open.remove(spec.taskId());
            }
        }
    }

    private Launch made(ReviewSpec spec, Output output, DockerImages.Found.Present image) throws InterruptedException {
        String id;
        try {
            String user = FolderAccess.grant(spec, engine.rootless());
            id = create(recipe.prepare(spec, user, image.volumes(), clock.instant()));
        } catch (NotFoundException e) {
            return new NotStarted(
                    FailureReason.IMAGE_UNAVAILABLE, "image %s has just been removed".formatted(spec.image()));
        } catch (IOException | RuntimeException e) {
            return failed("the container could not be made", e);
        }
        var foreign = new ForeignImage(output, image.unlike(engine.platform()));
        var running =
                new DockerRunning(engine, id, spec, config.outBudget(), foreign, () -> open.remove(spec.taskId()));
        try {
            running.start();
            return new Started(running);
        } catch (RuntimeException e) {
            // An interrupt breaks calls to the engine off.
            boolean interrupted = Thread.interrupted();
            running.close();
            if (interrupted) {
                throw new InterruptedException("while the container was started");
            }
            return failed("the container did not start", e);
        } catch (InterruptedException e) {
            running.close();
            throw e;
        }
    }

    /// A container whose id was not heard would be nobody's.
    private static String create(CreateContainerCmd command) {
        return DockerEngine.uninterrupted(
                "create-container", () -> command.exec().getId());
    }

    private static NotStarted failed(String what, Exception failure) {
        return new NotStarted(FailureReason.SANDBOX_FAILED, what + ": " + DockerEngine.reason(failure));
    }

    @Override
    public Optional<String> trouble() {
        try {
            engine.calls().pingCmd().exec();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("the Docker engine does not answer: " + DockerEngine.reason(e));
        }
    }

    @Override
    public void reap() {
        try {
            List<Container> found = engine.calls()
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(List.of(ContainerRecipe.TASK_LABEL))
                    .exec();
            found.stream().filter(this::isUnwanted).forEach(this::reap);
        } catch (RuntimeException e) {
            LOG.warnf("Cannot look for what is past its deadline: %s", DockerEngine.reason(e));
        }
    }

    private void reap(Container container) {
        String task = container.getLabels().get(ContainerRecipe.TASK_LABEL);
        try {
            LOG.infof("Removing a container of task %s, which nobody needs", task);
            remove(engine, container.getId());
        } catch (RuntimeException e) {
            // One that cannot be removed must not keep the others; the next look tries it again.
            LOG.warnf("Cannot remove a container of task %s: %s", task, DockerEngine.reason(e));
        }
    }

    /// What is in work here is ended by its own time limit alone: the wall clock may be set at any time. What is not,
    /// and was made here, could not be removed when it was closed.
    private boolean isUnwanted(Container container) {
        Map<String, String> labels = container.getLabels();
        return recipe.isOwn(labels)
                ? !open.contains(labels.get(ContainerRecipe.TASK_LABEL))
                : isPast(container) || recipe.isOrphan(labels);
    }

    private boolean isPast(Container container) {
        long now = clock.instant().getEpochSecond();
        String deadline = container.getLabels().get(ContainerRecipe.DEADLINE_LABEL);
        // A label that is not ours says nothing.
        return deadline != null && deadline.matches("\\d{1,18}") && Long.parseLong(deadline) < now;
    }

    /// Kills and removes a container with its volumes, whatever interrupts the caller; one that is gone, or going, is
    /// fine.
    static void remove(DockerEngine engine, String id) {
        try {
            DockerEngine.uninterrupted(
                    "remove-container",
                    () -> engine.calls()
                            .removeContainerCmd(id)
                            .withForce(true)
                            .withRemoveVolumes(true)
                            .exec());
        } catch (NotFoundException | ConflictException e) {
            LOG.debugf("Container %s is gone already: %s", id, DockerEngine.reason(e));
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
