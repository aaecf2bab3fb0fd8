package dev.paddock.controlplane.catalog;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// Which repositories may be registered, and the first review agent.
@ConfigMapping(prefix = "paddock.catalog")
public interface CatalogConfig {

    /// The image of the agent `code-reviewer`.
    String reviewerImage();

    /// Whether a submission may register a repository by its clone URL.
    boolean registerByUrl();

    /// URL schemes of clone URLs.
    Set<String> schemes();

    /// Whether clone URLs may lead to private, loopback and link-local addresses.
    boolean privateAddresses();

    /// A file with one absolute folder a line: what `file` URLs may lead to.
    Optional<Path> foldersFile();
}
