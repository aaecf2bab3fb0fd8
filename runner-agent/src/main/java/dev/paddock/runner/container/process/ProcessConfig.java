package dev.paddock.runner.container.process;

import dev.paddock.runner.container.supervise.OutBudget;
import java.nio.file.Path;

/// How the built-in reviewer runs without an engine.
///
/// @param image the built-in reviewer's image: the one name that is served
/// @param java the `java` program
/// @param jar the reviewer, as `java -jar` takes it
/// @param scratch a folder of the runner's own, where each review has its temporary files and leaves word of its
///     process
/// @param outBudget what a reviewer may write to its out folder
public record ProcessConfig(String image, Path java, Path jar, Path scratch, OutBudget outBudget) {}
