/// Lines of files, counted and compared.
@NullMarked
package dev.paddock.runner.workspace.fetcher.text;

import org.jspecify.annotations.NullMarked;
