/**
 * When the service works that measures, chooses, reports, and serves the page: channels, REST, timers and settings.
 * What is read, written and sent belongs to {@code step}.
 */
package io.nephrite.eval.app;
