package dev.paddock.proving.site;

import dev.paddock.standalone.CouldNotRun;
import dev.paddock.standalone.Layout;
import dev.paddock.standalone.credentials.ApiKey;
import dev.paddock.standalone.services.Folders;
import dev.paddock.standalone.services.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A live stack of its own: a real PostgreSQL that syncs, a real Kafka, and the packaged programs as child processes,
/// as many as are asked for, all on free ports of 127.0.0.1 and in one folder. Nothing of it outlives this process.
///
/// Settings given to a program are environment variables on top of those that wire the site together.
public final class Site implements AutoCloseable {

    /// A runner gets this long to hand back what it works on.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path data;
    private final Launch launch;
    private final ApiKey adminKey;
    private final ApiKey runnerKey;
    private final Database database;
    private final Broker broker;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Program> programs = new ArrayList<>();
    private final @Nullable SmallDisk ledgerDisk;

    private Site(Layout layout, Path data, @Nullable SmallDisk ledgerDisk) throws IOException {
        this.ledgerDisk = ledgerDisk;
        this.data = Folders.secret(data.toAbsolutePath()).toRealPath();
        this.launch = new Launch(layout, Files.createDirectories(this.data.resolve("logs")));
        var random = new SecureRandom();
        this.adminKey = ApiKey.random(random);
        this.runnerKey = ApiKey.random(random);
        Folders.writeSecret(secret("admin"), adminKey.text());
        Folders.writeSecret(secret("runner"), runnerKey.text());
        Folders.writeSecret(secret("secret"), ApiKey.random(random).text());
        Folders.writeSecret(secret("password"), ApiKey.random(random).text());
        Files.writeString(this.data.resolve("folders"), this.data + "\n");
        this.database = new Database(ledgerFolder(this.data));
        this.broker = new Broker(launch, this.data.resolve("kafka"));
    }

    /// Starts PostgreSQL and Kafka.
    ///
    /// @param layout where the packaged programs lie
    /// @param data an empty folder; repositories below it may be reviewed by `file` URLs
    public static Site open(Layout layout, Path data) throws InterruptedException {
        return open(layout, data, null);
    }

    /// As above, with PostgreSQL on a disk of its own of so many megabytes; the machine must be able to have one.
    public static Site open(Layout layout, Path data, int ledgerMegabytes) throws IOException, InterruptedException {
        return open(layout, data, SmallDisk.mount(ledgerFolder(data), ledgerMegabytes));
    }

    private static Site open(Layout layout, Path data, @Nullable SmallDisk ledgerDisk) throws InterruptedException {
        Site site;
        try {
            site = new Site(layout, data, ledgerDisk);
        } catch (IOException | RuntimeException e) {
            unmount(ledgerDisk);
            throw new CouldNotRun("No site can be made in " + data + ": " + e.getMessage(), e);
        }
        try {
            site.broker.start();
            return site;
        } catch (InterruptedException | RuntimeException e) {
            site.close();
            throw e;
        }
    }

    /// Starts another control plane and returns when it is ready.
    public Replica startReplica(Map<String, String> settings) throws InterruptedException {
        Replica replica = replica(settings);
        replica.start();
        return replica;
    }

    /// Another control plane, not started yet.
    public Replica replica(Map<String, String> settings) {
        int port = Ports.free();
        int management = Ports.free();
        var environment = new HashMap<>(common());
        environment.put("PADDOCK_HOST", "127.0.0.1");
        environment.put("PADDOCK_PORT", Integer.toString(port));
        environment.put("PADDOCK_MANAGEMENT_PORT", Integer.toString(management));
        environment.put("PADDOCK_DB_URL", database.jdbcUrl());
        environment.put("PADDOCK_DB_USER", database.user());
        environment.put("PADDOCK_DB_PASSWORD", database.password());
        environment.put("PADDOCK_KAFKA", broker.bootstrapServers());
        environment.put("PADDOCK_ADMIN_KEY_FILE", secret("admin").toString());
        environment.put("PADDOCK_RUNNER_KEY_FILE", secret("runner").toString());
        environment.put("PADDOCK_SECRET_KEY_FILE", secret("secret").toString());
        environment.put("PADDOCK_ADMIN_PASSWORD_FILE", secret("password").toString());
        environment.put("PADDOCK_BLOBS", data.resolve("blobs").toString());
        environment.put("PADDOCK_REGISTER_BY_URL", "true");
        environment.putAll(settings);
        String name = "control-plane-" + (replicas.size() + 1);
        Path jar = launch.layout().controlPlane();
        var replica = new Replica(launch.packaged(name, "control-plane", jar, environment), port, management);
        replicas.add(replica);
        programs.add(replica.program());
        return replica;
    }

    /// Starts a runner agent that reviews in processes, one at a time; returns at once.
    ///
    /// @param url the control plane it works for, or what stands between
    public Program startAgent(String id, URI url, Map<String, String> settings) {
        var environment = new HashMap<>(common());
        environment.put("PADDOCK_URL", url.toString());
        environment.put("PADDOCK_KEY_FILE", secret("runner").toString());
        environment.put("PADDOCK_RUNNER_ID", id);
        environment.put("PADDOCK_RUNNER_SLOTS", "1");
        environment.put("PADDOCK_RUNNER_WORKDIR", data.resolve("work-" + id).toString());
        environment.put("PADDOCK_RUNNER_CONTAINERS", "process");
        environment.put("PADDOCK_RUNNER_REVIEWER", launch.layout().reviewer().toString());
        environment.putAll(settings);
        Program agent = launch.packaged(
                "runner-agent-" + id, "runner-agent", launch.layout().runnerAgent(), environment);
        programs.add(agent);
        agent.start();
        return agent;
    }

    /// A main class of this program as a process of its own, not started yet.
    ///
    /// @param name of its log
    /// @param limits names the argument file of its JVM
    public Program program(
            String name, String limits, Class<?> main, List<String> arguments, Map<String, String> environment) {
        Program program = launch.main(name, limits, main, arguments, environment);
        programs.add(program);
        return program;
    }

    /// Makes runners of this process; the seed repeats their pauses.
    public RunnerClients runners(long seed) {
        return new RunnerClients(runnerKey, new Random(seed));
    }

    /// The folder of everything of this site.
    public Path data() {
        return data;
    }

    public Database database() {
        return database;
    }

    /// The disk that only PostgreSQL writes to; empty when it shares the machine's.
    public Optional<SmallDisk> ledgerDisk() {
        return Optional.ofNullable(ledgerDisk);
    }

    private static Path ledgerFolder(Path data) {
        return data.resolve("postgres");
    }

    private static void unmount(@Nullable SmallDisk disk) {
        if (disk != null) {
            disk.close();
        }
    }

    public Broker broker() {
        return broker;
    }

    /// In the order of their making.
    public List<Replica> replicas() {
        return List.copyOf(replicas);
    }

    /// May do everything.
    public ApiKey adminKey() {
        return adminKey;
    }

    /// What every runner logs in with.
    public ApiKey runnerKey() {
        return runnerKey;
    }

    /// Stops what runs, runners first, PostgreSQL last. Leaves the folder.
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        for (Program program : programs.reversed()) {
            if (program.isAlive()) {
                program.resume();
                program.terminate();
            }
        }
        programs.add(0, broker.program());
        for (Program program : programs.reversed()) {
            interrupted |= !stop(program);
        }
        database.close();
        unmount(ledgerDisk);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A file with what every runner logs in with.
    public Path runnerKeyFile() {
        return secret("runner");
    }

    private static boolean stop(Program program) {
        try {
            program.stop(PATIENCE);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Map<String, String> common() {
        return Map.of(
                "PADDOCK_SOURCE_SCHEMES",
                "https,ssh,http,file",
                "PADDOCK_SOURCE_PRIVATE_ADDRESSES",
                "true",
                "PADDOCK_SOURCE_FOLDERS_FILE",
                data.resolve("folders").toString(),
                // Who is killed cannot stop its programs: they watch it.
                "PADDOCK_PARENT_PID",
                Long.toString(ProcessHandle.current().pid()));
    }

    private Path secret(String name) {
        return data.resolve(name + ".secret");
    }
}
