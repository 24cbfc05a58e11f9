/**
 * Which model a request means, by one rule for all resources. Nothing here answers a request itself, and nothing outside
 * of {@code app} uses it.
 */
package io.nephrite.eval.app.model;
