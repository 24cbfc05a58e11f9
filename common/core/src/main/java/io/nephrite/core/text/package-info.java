/**
 * Small rules about words, such as the nearest known name. Messages themselves belong to the classes that report them.
 */
package io.nephrite.core.text;
