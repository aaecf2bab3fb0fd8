/// `./paddock login` and `logout`: the session of a person at this machine.
@NullMarked
package dev.paddock.standalone.session;

import org.jspecify.annotations.NullMarked;
