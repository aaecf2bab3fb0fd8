/// Allure, the program that makes reports: which version, where it is, what it may be told, and one run of it.
@NullMarked
package dev.paddock.controlplane.allure;

import org.jspecify.annotations.NullMarked;
