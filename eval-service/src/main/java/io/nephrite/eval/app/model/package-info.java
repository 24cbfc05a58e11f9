/** Which model a request means, by one rule for all resources. */
package io.nephrite.eval.app.model;
