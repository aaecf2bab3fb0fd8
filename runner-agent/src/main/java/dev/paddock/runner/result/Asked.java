package dev.paddock.runner.result;

import dev.paddock.model.change.ChangedFile;
import dev.paddock.model.run.Scope;
import java.nio.file.Path;
import java.util.List;

/// What a reviewer was asked for.
///
/// @param tree the commit's files
/// @param out where the reviewer wrote; nobody writes to it any more
/// @param files what was to be reviewed
/// @param scope which findings count
/// @param successExitCodes exit codes that mean a completed review
public record Asked(Path tree, Path out, List<ChangedFile> files, Scope scope, List<Integer> successExitCodes) {}
