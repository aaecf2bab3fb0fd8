/// `./paddock keys`: API keys, in an administrator's session.
@NullMarked
package dev.paddock.standalone.keys;

import org.jspecify.annotations.NullMarked;
