/// How much is stored, whose it is, and who is told when the disk fills up.
@NullMarked
package dev.paddock.controlplane.disk;

import org.jspecify.annotations.NullMarked;
