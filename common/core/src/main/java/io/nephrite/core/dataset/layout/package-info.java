/**
 * Rules that say which files make up which case. A {@link io.nephrite.core.dataset.layout.CaseLayout} knows the names
 * of one kind of folder, and the {@link io.nephrite.core.dataset.layout.CaseBook} keeps note of what is there. No file
 * is opened here.
 */
package io.nephrite.core.dataset.layout;
