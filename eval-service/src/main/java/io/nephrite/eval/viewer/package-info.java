/**
 * Looks into the cases of a version: slices as pictures, what is where, and which numbers belong to it. It only reads.
 */
package io.nephrite.eval.viewer;
