package dev.paddock.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A copy of the overlay `production` with the lane that docs/operations.md has for an example.
final class Lane {

    private static final Pattern COMMANDS = Pattern.compile("(?s)### Another lane\n.*?```sh\n(.*?)```");

    private Lane() {}

    /// The overlay in a copy of the manifests below `scratch`, also with the components for runners.
    static Path make(Path scratch) throws IOException, InterruptedException {
        for (String folder : List.of("base", "components", "overlays")) {
            copy(Kustomize.FOLDER.resolve(folder), scratch.resolve(folder));
        }
        Path overlay = scratch.resolve("overlays/production");
        Path file = overlay.resolve("kustomization.yaml");
        String components = "components:\n";
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                components,
                                components
                                        + "  - ../../components/deletion-cost\n  - ../../components/docker-socket\n"));
        run(overlay);
        return overlay;
    }

    private static void run(Path overlay) throws IOException, InterruptedException {
        Matcher commands = COMMANDS.matcher(Files.readString(Kustomize.FOLDER.resolve("../../docs/operations.md")));
        assertThat(commands.find()).isTrue();
        Process shell = new ProcessBuilder("sh", "-e", "-c", commands.group(1))
                .directory(overlay.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(said).isZero();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
