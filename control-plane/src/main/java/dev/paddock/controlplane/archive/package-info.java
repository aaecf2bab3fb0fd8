/// Zip archives of strangers, judged while they come in and before anybody unpacks them.
@NullMarked
package dev.paddock.controlplane.archive;

import org.jspecify.annotations.NullMarked;
