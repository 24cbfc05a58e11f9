/**
 * When the service works that plans experiments and releases trainings: channels, REST, timers and settings. What is
 * read, written and sent belongs to {@code step}.
 */
package io.nephrite.planner.app;
