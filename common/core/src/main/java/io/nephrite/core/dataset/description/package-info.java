/**
 * Readers of dataset.json and kits.json, one for each kind of document, and the rules of labels that all share. File
 * names and folders belong to {@code layout}.
 */
package io.nephrite.core.dataset.description;
