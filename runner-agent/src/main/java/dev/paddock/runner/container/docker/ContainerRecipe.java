package dev.paddock.runner.container.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.Ulimit;
import dev.paddock.runner.container.ReviewSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// The sandbox: every flag of a reviewer's container. `docs/security.md` says what each is for.
final class ContainerRecipe {

    static final String TASK_LABEL = "dev.paddock.task";

    /// Seconds since 1970; any agent on the engine may remove the container after that.
    static final String DEADLINE_LABEL = "dev.paddock.deadline";

    /// The runner, where it is known.
    static final String OWNER_LABEL = "dev.paddock.owner";

    /// One process of a runner.
    static final String PROCESS_LABEL = "dev.paddock.process";

    /// What a reviewer's time limit does not count: stopping it, the last of its output, removing it; and by how much
    /// the clocks of agents on one engine may differ, since each one's says when another's container is past.
    static final Duration MARGIN = Duration.ofMinutes(15);

    /// Mounted in every container, whatever its image declares there.
    private static final Set<String> OURS = Set.of("/tmp", "/workspace", "/paddock/task.json", "/paddock/out");

    private static final long MIB = 1L << 20;

    /// Write, read and enter for everyone, sticky: 1777.
    private static final int TMP_MODE = 01777;

    private final DockerEngine engine;
    private final DockerConfig config;
    private final String process = UUID.randomUUID().toString();

    ContainerRecipe(DockerEngine engine, DockerConfig config) {
        this.engine = engine;
        this.config = config;
    }

    /// A container for `spec`, not yet made.
    ///
    /// @param user `uid:gid`
    /// @param volumes folders that the image declares; each becomes a small file system in memory, since a
    ///     volume of its own would be a writable folder on the host that no budget counts
    CreateContainerCmd prepare(ReviewSpec spec, String user, Set<String> volumes, Instant now) {
        CreateContainerCmd create = engine.calls()
                .createContainerCmd(spec.image())
                .withUser(user)
                // Linters name files relative to where they run.
                .withWorkingDir("/workspace")
                .withEnv(
                        "HOME=/tmp",
                        // Without it a JVM cannot open files whose names are not ASCII.
                        "LANG=C.UTF-8",
                        "PADDOCK_WORKSPACE=/workspace",
                        "PADDOCK_TASK=/paddock/task.json",
                        "PADDOCK_OUT=/paddock/out")
                .withLabels(Map.of(
                        TASK_LABEL,
                        spec.taskId(),
                        DEADLINE_LABEL,
                        Long.toString(now.plus(spec.timeout()).plus(MARGIN).getEpochSecond()),
                        OWNER_LABEL,
                        config.owner() == null ? "" : config.owner(),
                        PROCESS_LABEL,
                        process))
                .withTty(false)
                .withStdinOpen(false)
                .withAttachStdin(false)
                .withHostConfig(sandbox(spec, user, volumes));
        return spec.command() == null ? create : create.withCmd(spec.command());
    }

    /// True for what this very process made.
    boolean isOwn(Map<String, String> labels) {
        return process.equals(labels.get(PROCESS_LABEL));
    }

    /// True for what an earlier process of this very runner made, and for what another runner did that is dead; for
    /// labels that were read before.
    boolean isOrphan(Map<String, String> labels) {
        String owner = labels.get(OWNER_LABEL);
        if (owner == null || owner.isEmpty() || isOwn(labels)) {
            return false;
        }
        return owner.equals(config.owner()) || config.gone().test(owner);
    }

    private HostConfig sandbox(ReviewSpec spec, String user, Set<String> volumes) {
        long memory = spec.limits().memoryMb() * MIB;
        // An engine refuses to promise more processors than it has.
        long nanoCpus = Math.round(Math.min(spec.limits().cpus(), engine.cpus()) * 1_000_000_000);
        return HostConfig.newHostConfig()
                .withNetworkMode("none")
                .withReadonlyRootfs(true)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withPrivileged(false)
                .withIpcMode("private")
                .withPidsLimit((long) spec.limits().pids())
                .withMemory(memory)
                .withMemorySwap(memory)
                .withNanoCPUs(nanoCpus)
                .withTmpFs(Map.of("/tmp", tmpOptions(user)))
                .withMounts(mounts(spec, volumes))
                .withUlimits(List.of(
                        new Ulimit(
                                "fsize",
                                config.outBudget().fileBytes(),
                                config.outBudget().fileBytes()),
                        new Ulimit("core", 0L, 0L)))
                // The output is streamed as it comes; a copy of it would fill the engine's disk.
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withRestartPolicy(RestartPolicy.noRestart())
                .withAutoRemove(false)
                .withInit(true);
    }

    // No set-id programs and no devices. Programs may run: they may in the workspace, too. Some runtimes give the file
    // system the mode of the image's own folder, so that only its owner can rely on it.
    private String tmpOptions(String user) {
        return "rw,exec,nosuid,nodev,mode=1777,size=%dm,uid=%s".formatted(config.tmpMb(), user.replace(":", ",gid="));
    }

    private List<Mount> mounts(ReviewSpec spec, Set<String> volumes) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(bind(spec.workspace(), "/workspace", true));
        mounts.add(bind(spec.taskFile(), "/paddock/task.json", true));
        mounts.add(bind(spec.out(), "/paddock/out", false));
        volumes.stream()
                .filter(volume -> !OURS.contains(volume.replaceFirst("(?<=.)/+$", "")))
                .sorted()
                .map(volume -> new Mount()
                        .withType(MountType.TMPFS)
                        .withTarget(volume)
                        .withTmpfsOptions(new TmpfsOptions()
                                .withSizeBytes(config.tmpMb() * MIB)
                                .withMode(TMP_MODE)))
                .forEach(mounts::add);
        return mounts;
    }

    // A mount, unlike a bind of the older kind, is refused when its source is not there.
    private static Mount bind(Path source, String target, boolean readOnly) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(source.toAbsolutePath().toString())
                .withTarget(target)
                .withReadOnly(readOnly);
    }
}
