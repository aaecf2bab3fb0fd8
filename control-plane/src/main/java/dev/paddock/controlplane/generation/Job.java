package dev.paddock.controlplane.generation;

import dev.paddock.controlplane.allure.ReportConfig;
import dev.paddock.controlplane.build.BuildKey;
import dev.paddock.controlplane.storage.Digest;
import org.jspecify.annotations.Nullable;

/// A report to be made.
///
/// @param id of the generation
/// @param build the build's id
/// @param overrides what the caller wants to be different from the server's own config
/// @param results the archive
/// @param history of the project; null before its first report
/// @param tries how often it was begun, with this time
/// @param holder who has the project's turn: whoever took it for this job, and nobody after its end
record Job(
        long id,
        String build,
        BuildKey key,
        ReportConfig overrides,
        Digest results,
        @Nullable Digest history,
        int tries,
        String holder) {}
