/// `./paddock runs`: runs of any control plane, listed, shown, followed, ended and repeated.
@NullMarked
package dev.paddock.standalone.runs;

import org.jspecify.annotations.NullMarked;
