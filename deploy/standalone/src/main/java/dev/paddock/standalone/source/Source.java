package dev.paddock.standalone.source;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is to be reviewed, as the control plane is asked for it.
///
/// @param url where the commit is fetched from
/// @param branch whose tip is reviewed when there is no `commit`
/// @param commit 40 hex digits
/// @param base what changed since this is reviewed
/// @param folder the folder of this machine that `url` names
public record Source(
        String url,
        @Nullable String branch,
        @Nullable String commit,
        @Nullable String base,
        @Nullable Path folder) {}
