package dev.paddock.standalone.stack;

import dev.paddock.standalone.Layout;
import dev.paddock.standalone.containers.ReviewerImage;
import java.util.List;
import java.util.Map;

/// The runner agent as a program of this machine.
public final class AgentProgram {

    private AgentProgram() {}

    /// How it is started; throws [CouldNotRun] when it is not built.
    public static List<String> command(Layout layout) {
        return Programs.command(layout, "runner agent", "runner-agent", layout.runnerAgent());
    }

    /// Where repositories may come from on one machine: also from the folders that a person named to `demo`.
    public static Map<String, String> localSources(Layout layout) {
        return Map.of(
                "PADDOCK_SOURCE_SCHEMES",
                "https,ssh,http,file",
                "PADDOCK_SOURCE_PRIVATE_ADDRESSES",
                "true",
                "PADDOCK_SOURCE_FOLDERS_FILE",
                layout.folders().toString(),
                "PADDOCK_REVIEWER_IMAGE",
                ReviewerImage.NAME);
    }
}
