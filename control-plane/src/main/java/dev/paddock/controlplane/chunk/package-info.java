/// Uploads in chunks: announced, received in any order, put together.
@NullMarked
package dev.paddock.controlplane.chunk;

import org.jspecify.annotations.NullMarked;
