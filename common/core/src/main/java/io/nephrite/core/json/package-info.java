/**
 * Reading and writing JSON strictly, with the place of every mistake. What a document means belongs to the package of
 * the document.
 */
package io.nephrite.core.json;
