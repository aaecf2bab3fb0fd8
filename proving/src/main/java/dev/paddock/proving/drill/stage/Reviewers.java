package dev.paddock.proving.drill.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What really runs for a task, as the machine knows it: what the ledger or an agent says of it does not count.
public final class Reviewers {

    /// As the agent labels the containers that it starts.
    private static final String LABEL = "dev.paddock.task";

    private Reviewers() {}

    /// The processes that review `task` for `agent` now: children of the agent that work in the task's folder, or the
    /// first one of the task's container, which this machine sees too.
    public static List<ProcessHandle> of(Stage stage, Runner agent, String task)
            throws IOException, InterruptedException {
        return stage.cast().hasContainers() ? contained(task) : children(agent, task);
    }

    private static List<ProcessHandle> children(Runner agent, String task) {
        return agent.program().descendants().stream()
                .filter(child -> worksFor(child, task))
                .toList();
    }

    private static boolean worksFor(ProcessHandle process, String task) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .toString()
                    .contains(task);
        } catch (IOException e) {
            // It has ended meanwhile.
            return false;
        }
    }

    private static List<ProcessHandle> contained(String task) throws IOException, InterruptedException {
        String ids = docker("ps", "--quiet", "--filter", "label=" + LABEL + "=" + task);
        if (ids.isEmpty()) {
            return List.of();
        }
        String pid = docker(
                "inspect", "--format", "{{.State.Pid}}", ids.lines().findFirst().orElseThrow());
        // 0 while it is not running.
        return Optional.of(Long.parseLong(pid)).filter(known -> known > 0).flatMap(ProcessHandle::of).stream()
                .toList();
    }

    private static String docker(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
        return output;
    }
}
