package dev.paddock.controlplane.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.FileSystemResultsWriter;
import io.qameta.allure.junitplatform.AllureJunitPlatform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs tests of this module once more, with Allure's listener beside them, in a process of its own: here Quarkus has
/// its own way of loading tests.
final class OwnResults {

    private OwnResults() {}

    /// Runs `tests`, classes by their full names, and has their results written to `folder`.
    static void write(Path folder, String... tests) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OwnResults.class.getName(),
                folder.toString()));
        command.addAll(List.of(tests));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).as(output).anyMatch(file -> file.endsWith("-result.json"));
        }
    }

    /// The folder, and the classes.
    public static void main(String[] args) {
        // Without what Quarkus wants of JUnit in each process.
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .enableImplicitConfigurationParameters(false)
                .selectors(Arrays.stream(args)
                        .skip(1)
                        .map(test -> selectClass(test))
                        .toList())
                .build();
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestExecutionListeners(
                        new AllureJunitPlatform(new AllureLifecycle(new FileSystemResultsWriter(Path.of(args[0])))))
                .build();
        LauncherFactory.create(config).execute(request);
    }
}
