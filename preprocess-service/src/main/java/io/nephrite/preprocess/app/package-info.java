/**
 * When the service works that fingerprints and preprocesses cases: channels, REST, timers and settings. What is read,
 * written and sent belongs to {@code step}.
 */
package io.nephrite.preprocess.app;
