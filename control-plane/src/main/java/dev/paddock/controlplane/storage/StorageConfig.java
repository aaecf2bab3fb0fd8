package dev.paddock.controlplane.storage;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// Where bytes are kept: in a bucket, where one is named, else in a folder.
@ConfigMapping(prefix = "paddock.storage")
interface StorageConfig {

    /// A folder of this machine: for one machine, or for replicas that share the folder.
    Optional<Path> folder();

    /// A bucket, for any number of replicas.
    S3 s3();

    /// What serves the API of Amazon S3.
    interface S3 {

        /// Holds nothing but what this server stores. Absent = no S3.
        Optional<String> bucket();

        /// Absent = Amazon's for the region.
        Optional<URI> endpoint();

        String region();

        /// Whether the bucket is named in the path, not in the host: what most servers but Amazon's want.
        boolean pathStyle();

        /// A file with the id of an access key. Absent = what the machine offers: a role, a web identity, the
        /// environment.
        Optional<Path> accessKeyFile();

        /// A file with the secret of the access key.
        Optional<Path> secretKeyFile();

        /// Where bytes lie while their digest is made; as much room as all uploads need that come at once.
        Path spool();
    }
}
