package dev.paddock.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that others make from the committed document compile, and read a run of the server.
@QuarkusTest
@QuarkusTestResource(RealServices.class)
class GeneratedClientsTest {

    private static final Path CHECKS = Path.of("..", "deploy", "checks", "api");
    private static final Path DOCUMENT = Path.of("..", "docs", "openapi.yaml").toAbsolutePath();

    /// Left out where `npm ci` was not run in `deploy/checks/api`, but not in CI, which runs it.
    @Test
    void aTypeScriptClientReadsARun() throws IOException, InterruptedException {
        Path programs = CHECKS.resolve("node_modules/.bin").toAbsolutePath();
        Assumptions.assumeTrue(
                Files.isExecutable(programs.resolve("openapi-typescript")) || System.getenv("PADDOCK_CI") != null,
                "no openapi-typescript; run npm ci in deploy/checks/api");
        String run = endedRun();

        call(CHECKS, programs.resolve("openapi-typescript").toString(), DOCUMENT.toString(), "-o", "target/api.d.ts");
        call(CHECKS, programs.resolve("tsc").toString());
        String output = call(CHECKS, "node", "target/read-run.mjs", server(), RealServices.ADMIN_KEY, run);

        assertThat(output.lines()).contains(run + " success " + Server.COMMIT);
    }

    @Test
    void aJavaClientReadsARun(@TempDir Path folder) throws IOException, InterruptedException {
        String run = endedRun();

        call(
                folder,
                java("java"),
                "-jar",
                Path.of("target/openapi-generator/openapi-generator-cli.jar")
                        .toAbsolutePath()
                        .toString(),
                "generate",
                "-i",
                DOCUMENT.toString(),
                "-g",
                "java",
                "--library",
                "native",
                "--invoker-package",
                "dev.paddock.client",
                "--api-package",
                "dev.paddock.client.api",
                "--model-package",
                "dev.paddock.client.model",
                // The annotations and the types that Quarkus brings.
                "--additional-properties=useJakartaEe=true,openApiNullable=false",
                "--global-property=apis,models,supportingFiles,apiDocs=false,modelDocs=false,apiTests=false,"
                        + "modelTests=false");
        Files.writeString(folder.resolve("sources"), sources(folder));
        call(folder, java("javac"), "-proc:none", "-cp", classPath(), "-d", "classes", "@sources");
        String output = call(
                folder,
                java("java"),
                "-cp",
                "classes" + File.pathSeparator + classPath(),
                "ReadRun",
                server(),
                RealServices.ADMIN_KEY,
                run);

        assertThat(output.lines()).contains(run + " success " + Server.COMMIT);
    }

    /// With findings and all else that a review brings.
    private static String endedRun() {
        Runs runs = new Runs();
        return runs.reviewed(runs.queued(Map.of()), "warning");
    }

    private static String server() {
        return "http://localhost:" + RestAssured.port;
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /// What javac is to compile, one path a line.
    private static String sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("src/main/java"))) {
            return Stream.concat(files, Stream.of(Path.of("src/test/resources/clients/ReadRun.java")))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(file -> file.toAbsolutePath().toString())
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /// Runs a program that must succeed; returns what it says.
    private static String call(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
