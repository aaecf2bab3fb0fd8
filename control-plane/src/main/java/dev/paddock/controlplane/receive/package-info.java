/// Results come in: judged while they are stored, and handed over to the build that is made of them.
@NullMarked
package dev.paddock.controlplane.receive;

import org.jspecify.annotations.NullMarked;
