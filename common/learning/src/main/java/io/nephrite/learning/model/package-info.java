/**
 * Trained models: where they come from, what belongs to them, and how they are written for other programs. Nothing
 * here trains or predicts.
 */
package io.nephrite.learning.model;
