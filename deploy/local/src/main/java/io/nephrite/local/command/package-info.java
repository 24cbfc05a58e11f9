/**
 * The commands of {@code ./nephrite}, one class each with its options and its output. What they compute is in {@code
 * common}.
 */
package io.nephrite.local.command;
