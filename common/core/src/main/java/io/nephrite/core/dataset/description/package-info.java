/**
 * What dataset.json and kits.json say: one reader for each kind of document, and the rules of labels that all share.
 */
package io.nephrite.core.dataset.description;
