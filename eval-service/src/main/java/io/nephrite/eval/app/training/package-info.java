/** Passes pause, resume, cancel and extend from the page to the trainer. Nothing here decides about a training. */
package io.nephrite.eval.app.training;
