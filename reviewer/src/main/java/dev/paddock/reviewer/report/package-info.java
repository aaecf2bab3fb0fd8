/// What the reviewer says: log lines while it works, one report at the end.
@NullMarked
package dev.paddock.reviewer.report;

import org.jspecify.annotations.NullMarked;
