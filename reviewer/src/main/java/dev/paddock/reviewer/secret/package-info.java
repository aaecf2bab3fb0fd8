/// Finding credentials that were committed.
@NullMarked
package dev.paddock.reviewer.secret;

import org.jspecify.annotations.NullMarked;
