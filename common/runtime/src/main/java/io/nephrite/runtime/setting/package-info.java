/**
 * Ranges of settings: a value outside of its range ends the start with the setting's name, its value and what was
 * expected. Each setting itself belongs to the {@code Config} class that reads it.
 */
package io.nephrite.runtime.setting;
