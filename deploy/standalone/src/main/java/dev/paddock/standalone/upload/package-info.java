/// `./paddock upload`: a folder of test results becomes a build.
@NullMarked
package dev.paddock.standalone.upload;

import org.jspecify.annotations.NullMarked;
