/// One commit of a hostile repository on disk.
@NullMarked
package dev.paddock.runner.workspace;

import org.jspecify.annotations.NullMarked;
