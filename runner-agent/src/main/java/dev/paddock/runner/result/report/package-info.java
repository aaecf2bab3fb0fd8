/// The report files of a hostile reviewer.
@NullMarked
package dev.paddock.runner.result.report;

import org.jspecify.annotations.NullMarked;
