/** Ranges of settings: a value outside ends the start with the setting's name, what it is and what was expected. */
package io.nephrite.runtime.setting;
