/**
 * When the service works that trains folds and predicts: channels, REST, timers and settings. What is read, written
 * and sent belongs to {@code step}.
 */
package io.nephrite.trainer.app;
