package dev.paddock.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an overlay, or the base with one component, renders to.
record Rendered(String folder, List<JsonNode> objects) {

    /// What the overlay `dev` has beside Paddock: other people's programs.
    private static final String SERVICES = "paddock-services";

    /// A pod as its owner describes it.
    record Pod(String owner, JsonNode labels, JsonNode spec) {

        Stream<JsonNode> containers() {
            return Stream.concat(
                    elements(spec.path("initContainers")).stream(), elements(spec.path("containers")).stream());
        }
    }

    /// Every overlay and every component.
    static Stream<Rendered> all() throws IOException {
        return Stream.concat(overlays(), components());
    }

    static Stream<Rendered> overlays() throws IOException {
        return folders("overlays").map(Rendered::overlay);
    }

    static Stream<Rendered> components() throws IOException {
        return folders("components").map(Rendered::component);
    }

    static Rendered overlay(String name) {
        return new Rendered(
                name, Kustomize.build(Kustomize.FOLDER.resolve("overlays").resolve(name)));
    }

    static Rendered component(String name) {
        try {
            return new Rendered(name, Kustomize.component(name, Files.createTempDirectory("paddock-manifests")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> folders(String of) throws IOException {
        try (Stream<Path> folders = Files.list(Kustomize.FOLDER.resolve(of))) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    /// Kind, namespace and name: `Deployment paddock/control-plane`.
    static String name(JsonNode object) {
        return object.path("kind").asText() + " " + namespace(object) + "/"
                + object.at("/metadata/name").asText();
    }

    static String namespace(JsonNode object) {
        return object.at("/metadata/namespace").asText();
    }

    /// The members of a list; none where there is no list.
    static List<JsonNode> elements(JsonNode list) {
        return list.valueStream().toList();
    }

    Set<String> names() {
        return objects.stream().map(Rendered::name).collect(Collectors.toCollection(TreeSet::new));
    }

    List<JsonNode> ofKind(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    JsonNode object(String name) {
        return objects.stream()
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + name));
    }

    /// A setting of the ConfigMap that was made from `paddock` or `paddock-runner`; blank when it is not there.
    String setting(String configMap, String name) {
        return ofKind("ConfigMap").stream()
                .filter(map -> map.at("/metadata/name").asText().matches(configMap + "-[a-z0-9]{10}"))
                .map(map -> map.at("/data/" + name).asText())
                .collect(Collectors.joining());
    }

    List<Pod> pods() {
        return objects.stream()
                .flatMap(object -> Stream.of(object.at("/spec/template"), object.at("/spec/jobTargetRef/template"))
                        .filter(template -> template.path("spec").isObject())
                        .map(template -> new Pod(name(object), template.at("/metadata/labels"), template.path("spec"))))
                .toList();
    }

    /// The pods of Paddock's own programs.
    List<Pod> ours() {
        return pods().stream().filter(pod -> !pod.owner().contains(SERVICES)).toList();
    }

    /// The value that a container is given for a variable; missing where there is none.
    static JsonNode variable(JsonNode container, String name) {
        return elements(container.path("env")).stream()
                .filter(variable -> variable.path("name").asText().equals(name))
                .map(variable -> variable.path("value"))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    @Override
    public String toString() {
        return folder;
    }
}
