package dev.paddock.standalone;

import java.nio.file.Path;
import java.util.Map;

/// Where everything of a one-machine stack lies.
///
/// @param root the product: its packaged programs and scripts
/// @param data what a stack keeps; nothing is written outside it
public record Layout(Path root, Path data) {

    public Layout {
        root = root.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
    }

    /// As the launcher says; throws [CouldNotRun] when it was not the launcher that started this.
    public static Layout here() {
        String root = System.getProperty("paddock.root", "");
        if (root.isEmpty()) {
            throw new CouldNotRun("Start Paddock by its launcher ./paddock.");
        }
        return of(Path.of(root), System.getenv());
    }

    /// The data folder is `PADDOCK_HOME`, else `.paddock` in `root`.
    public static Layout of(Path root, Map<String, String> environment) {
        String home = environment.getOrDefault("PADDOCK_HOME", "");
        return new Layout(root, home.isBlank() ? root.resolve(".paddock") : Path.of(home));
    }

    public Path lock() {
        return data.resolve("lock");
    }

    /// Which layout of this folder wrote it.
    public Path version() {
        return data.resolve("version");
    }

    /// Where the stack that holds [#lock()] is reached.
    public Path address() {
        return data.resolve("stack.json");
    }

    public Path credentials() {
        return data.resolve("credentials.json");
    }

    /// One secret a file, for the programs.
    public Path secrets() {
        return data.resolve("secrets");
    }

    /// The folders that the servers may read repositories from, one absolute path a line.
    public Path folders() {
        return data.resolve("folders");
    }

    public Path logs() {
        return data.resolve("logs");
    }

    public Path postgres() {
        return data.resolve("postgres");
    }

    public Path kafka() {
        return data.resolve("kafka");
    }

    /// What is uploaded.
    public Path blobs() {
        return data.resolve("blobs");
    }

    /// The versions of Allure that make reports.
    public Path allure() {
        return data.resolve("allure");
    }

    /// PostgreSQL's programs, unpacked.
    public Path programs() {
        return data.resolve("programs");
    }

    /// Where the runner fetches commits to.
    public Path work() {
        return data.resolve("work");
    }

    /// The digest of the reviewer that the image was made of.
    public Path image() {
        return data.resolve("image");
    }

    public Path controlPlane() {
        return root.resolve("control-plane/target/quarkus-app/quarkus-run.jar");
    }

    public Path runnerAgent() {
        return root.resolve("runner-agent/target/quarkus-app/quarkus-run.jar");
    }

    public Path reviewer() {
        return root.resolve("reviewer/target/reviewer/reviewer.jar");
    }

    public Path imageScript() {
        return root.resolve("deploy/images/build.sh");
    }

    /// The JVM limits of `program`, an argument file of the `java` command.
    public Path jvm(String program) {
        return root.resolve("deploy/standalone/jvm").resolve(program + ".args");
    }
}
