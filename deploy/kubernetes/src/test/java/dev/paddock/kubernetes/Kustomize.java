package dev.paddock.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// What `kustomize build` makes of the folders of this module.
final class Kustomize {

    static final Path FOLDER = Path.of("").toAbsolutePath();

    private static final YAMLMapper YAML = new YAMLMapper();

    private Kustomize() {}

    /// The objects of `base` with one component.
    static List<JsonNode> component(String name, Path scratch) throws IOException {
        Path folder = Files.createDirectories(scratch.toAbsolutePath().resolve(name));
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%s]
                components: [%s]
                """.formatted(
                        folder.relativize(FOLDER.resolve("base")),
                        folder.relativize(FOLDER.resolve("components").resolve(name))));
        return build(folder);
    }

    /// The objects that a folder renders to. The calling test is left out where there is no kustomize, but not in CI,
    /// which installs it.
    static List<JsonNode> build(Path folder) {
        boolean there = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, "kustomize")));
        Assumptions.assumeTrue(there || System.getenv("PADDOCK_CI") != null, "no kustomize; install it");
        try {
            return run(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static List<JsonNode> run(Path folder) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kustomize", ".txt");
        Process process = new ProcessBuilder("kustomize", "build", folder.toString())
                .redirectError(errors.toFile())
                .start();
        String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("kustomize: " + Files.readString(errors));
        }
        Files.delete(errors);
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
            return documents.readAll();
        }
    }
}
