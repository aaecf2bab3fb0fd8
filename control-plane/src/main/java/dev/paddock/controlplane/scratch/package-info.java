/// Folders of one process, which somebody removes when it cannot do so itself.
@NullMarked
package dev.paddock.controlplane.scratch;

import org.jspecify.annotations.NullMarked;
