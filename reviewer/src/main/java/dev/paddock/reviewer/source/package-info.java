/// Reading the files of a workspace that nobody trusts.
@NullMarked
package dev.paddock.reviewer.source;

import org.jspecify.annotations.NullMarked;
