/// A runner's own folder, and what dead runners left beside it.
@NullMarked
package dev.paddock.runner.boot.folder;

import org.jspecify.annotations.NullMarked;
