/// Uploaded bytes: stored once however often they come, and kept as long as something refers to them.
@NullMarked
package dev.paddock.controlplane.blob;

import org.jspecify.annotations.NullMarked;
