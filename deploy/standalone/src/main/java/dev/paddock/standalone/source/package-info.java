/// What a person means by a repository and its refs.
@NullMarked
package dev.paddock.standalone.source;

import org.jspecify.annotations.NullMarked;
