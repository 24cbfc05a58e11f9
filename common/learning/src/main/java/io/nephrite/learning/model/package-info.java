/** Trained models: where they come from, what belongs to them, how they are written for others. */
package io.nephrite.learning.model;
