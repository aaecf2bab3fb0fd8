/// How values are spelled on the wire.
@NullMarked
package dev.paddock.model.wire;

import org.jspecify.annotations.NullMarked;
