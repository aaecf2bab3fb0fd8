/// Bytes that are found by their digest: in a folder, or in a bucket of S3. Knows no ledger.
@NullMarked
package dev.paddock.controlplane.storage;

import org.jspecify.annotations.NullMarked;
