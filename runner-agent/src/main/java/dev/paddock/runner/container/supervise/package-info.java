/// What every way of running a reviewer shares: its lines, its out folder and why it was ended.
@NullMarked
package dev.paddock.runner.container.supervise;

import org.jspecify.annotations.NullMarked;
