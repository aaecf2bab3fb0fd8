/// How secrets are found in text and kept out of it, also where they are cut into pieces.
@NullMarked
package dev.paddock.model.secret;

import org.jspecify.annotations.NullMarked;
