package dev.paddock.runner.container.docker;

import dev.paddock.runner.container.supervise.OutBudget;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How reviewers run in a Docker engine.
///
/// @param host such as `unix:///var/run/docker.sock`; null = what `DOCKER_HOST` says, else Docker's default
/// @param outBudget what a reviewer may write to its out folder
/// @param tmpMb the size of a container's `/tmp`, which also counts as memory
/// @param neverPulled images whose name starts with one of these are made on the machine and asked of no registry
/// @param pullTimeout for one image
/// @param callTimeout for each call to the engine that is not a stream
/// @param owner what one runner at a time has and keeps over its restarts, such as its work folder: containers of an
///     earlier process with the same one are nobody's; null = unknown
/// @param gone whether the process of another owner that made a container which was there before the question is dead:
///     then the container is nobody's, too
public record DockerConfig(
        @Nullable String host,
        OutBudget outBudget,
        int tmpMb,
        List<String> neverPulled,
        Duration pullTimeout,
        Duration callTimeout,
        @Nullable String owner,
        Predicate<String> gone) {

    /// Our own images, `paddock/…`, are never pulled. A call takes a minute where an engine is busy removing layers.
    public static DockerConfig defaults() {
        return new DockerConfig(
                null,
                OutBudget.defaults(),
                256,
                List.of("paddock/"),
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                null,
                other -> false);
    }

    /// The same for the runner that `owner` tells from others, and that can tell by `gone` who of these is dead.
    public DockerConfig ownedBy(String changed, Predicate<String> goneToo) {
        return new DockerConfig(host, outBudget, tmpMb, neverPulled, pullTimeout, callTimeout, changed, goneToo);
    }

    boolean mayBePulled(String image) {
        return neverPulled.stream().noneMatch(image::startsWith);
    }
}
