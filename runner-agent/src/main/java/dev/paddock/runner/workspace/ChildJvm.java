package dev.paddock.runner.workspace;

import dev.paddock.model.run.FailureReason;
import dev.paddock.runner.workspace.fetcher.FetcherMain;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The settings of the process that touches hostile repositories.
///
/// @param java the `java` program
/// @param heapMb its heap; what does not fit is refused
/// @param ssh a folder with the runner's keys and `known_hosts`; null = no `ssh`
public record ChildJvm(Path java, int heapMb, @Nullable Path ssh) {

    /// Enough for the default [Budget], measured with 50,000 files.
    public static final int DEFAULT_HEAP_MB = 192;

    // One class of each jar that the child needs. By name: most are not ours to use, only JGit's.
    private static final List<String> NEEDED = List.of(
            FetcherMain.class.getName(),
            FailureReason.class.getName(),
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "org.eclipse.jgit.lib.Repository",
            "com.googlecode.javaewah.EWAHCompressedBitmap",
            "org.apache.commons.codec.binary.Base64",
            "org.slf4j.Logger",
            "org.eclipse.jgit.transport.sshd.SshdSessionFactory",
            "org.apache.sshd.client.SshClient",
            "org.apache.sshd.sftp.client.SftpClient",
            // Without it no key of the kind that ssh-keygen makes today, Ed25519, can be read.
            "org.bouncycastle.jce.provider.BouncyCastleProvider");

    /// This process's own `java`, no `ssh`.
    public static ChildJvm ofThisJvm() {
        return new ChildJvm(Path.of(System.getProperty("java.home"), "bin", "java"), DEFAULT_HEAP_MB, null);
    }

    /// The command line that starts it. It names no repository and holds no secret.
    ///
    /// @param hosts the names it may resolve, as `/etc/hosts` spells them
    /// @param home an empty folder
    List<String> command(Path hosts, Path home) {
        return List.of(
                java.toString(),
                "-Xmx" + heapMb + "m",
                "-Xss1m",
                "-XX:MaxDirectMemorySize=32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-Djdk.net.hosts.file=" + hosts,
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + home,
                "-Djava.awt.headless=true",
                "-cp",
                String.join(File.pathSeparator, classPath()),
                FetcherMain.class.getName());
    }

    /// Where the needed classes were loaded from: jars of a packaged program as well as a build's folders.
    private static Set<String> classPath() {
        var paths = new LinkedHashSet<String>();
        NEEDED.stream().flatMap(ChildJvm::source).forEach(paths::add);
        return paths;
    }

    private static Stream<String> source(String name) {
        try {
            var type = Class.forName(name, false, ChildJvm.class.getClassLoader());
            var source = Objects.requireNonNull(
                    type.getProtectionDomain().getCodeSource(), () -> name + " comes from no jar");
            return Stream.of(Path.of(source.getLocation().toURI()).toString());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException("the runner is packaged without " + name, e);
        }
    }
}
